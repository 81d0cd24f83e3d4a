"""The style sheet of the page: light and dark, no network, nothing wider than a phone."""

STYLE = """
:root{color-scheme:light dark;--fg:#1b1f24;--soft:#57606a;--bg:#fff;--card:#f5f7f9;--line:#d5dae0;--bad:#b3261e;
--badbg:#fdeceb;--good:#17693a;--goodbg:#e6f4ea;--r0:#9cc4ea;--r1:#c0392b;--r2:#2e7d32;--r3:#7b4ea3;--r4:#8a6500;--r5:#00707f}
@media(prefers-color-scheme:dark){:root{--fg:#e7eaee;--soft:#a2abb6;--bg:#14171b;--card:#1d2228;--line:#3a414a;
--bad:#ff8a80;--badbg:#3b1f1d;--good:#7fd6a0;--goodbg:#17301f;--r0:#3f6f9f;--r1:#ff9d8f;--r2:#8fd694;--r3:#c9a5ec;
--r4:#e6c15a;--r5:#6fd3e0}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:58rem;font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
h1{font-size:1.4rem;margin:.2rem 0;display:inline-block;padding:.1rem .7rem;border-radius:.4rem}
h2{font-size:1.1rem;margin:1.8rem 0 .4rem}h3{font-size:1rem;margin:.2rem 0;font-weight:600}
p{margin:.4rem 0}h1.differs,h1.unknown{color:var(--bad);background:var(--badbg)}
h1.identical{color:var(--good);background:var(--goodbg)}
.card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .9rem;margin:.6rem 0}
.card.first{border-left:4px solid var(--bad)}
code,pre,.mono{font-family:ui-monospace,monospace;font-size:.85em;overflow-wrap:anywhere}
pre{white-space:pre-wrap;margin:.5rem 0;padding:.4rem .6rem;background:var(--bg);
border:1px solid var(--line);border-radius:.3rem}
pre b{display:block;color:var(--bad);background:var(--badbg)}
.soft{color:var(--soft)}.bad{color:var(--bad)}.good{color:var(--good)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:.8rem}
.charts>div{min-width:0}
svg{width:100%;height:auto;display:block}svg text{font:12px system-ui,sans-serif;fill:var(--soft)}
svg .axis{stroke:var(--line)}
rect.same{fill:var(--line)}rect.bad,path.bad{fill:var(--bad)}
.run0{stroke:var(--r0)}.run1{stroke:var(--r1)}.run2{stroke:var(--r2)}.run3{stroke:var(--r3)}.run4{stroke:var(--r4)}.run5{stroke:var(--r5)}
.fill0{fill:var(--r0)}.fill1{fill:var(--r1)}.fill2{fill:var(--r2)}.fill3{fill:var(--r3)}.fill4{fill:var(--r4)}.fill5{fill:var(--r5)}
.legend span{display:inline-block;margin-right:1rem;white-space:nowrap}svg.key{display:inline;width:34px;height:10px}
table{border-collapse:collapse;width:100%}
td,th{padding:.25rem .6rem .25rem 0;text-align:left;vertical-align:top;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--soft);font-weight:600;font-size:.85em}td.num{white-space:nowrap}
tr.first td{background:var(--badbg);font-weight:600}
tr.first td:first-child{border-left:4px solid var(--bad);padding-left:.4rem}
summary{cursor:pointer;color:var(--soft)}
@media(max-width:40rem){body{padding:.7rem}tr.event{display:grid;grid-template-columns:2.6rem 1fr;padding:.3rem 0;
border-bottom:1px solid var(--line)}tr.event td{border:0;padding:.05rem .3rem .05rem 0}tr.event td+td+td{grid-column:2}
tr.head{display:none}tr.end{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.3rem 0;border-bottom:1px solid var(--line)}
tr.end td{border:0;padding:0}tr.end td:first-child{flex-basis:100%}
tr.end td+td::before{content:attr(data-of)" ";color:var(--soft)}
tr.event.first{background:var(--badbg);border-left:4px solid var(--bad)}
tr.event.first td,tr.event.first td:first-child{background:none;border:0}}
"""
