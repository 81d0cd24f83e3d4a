// What the theme leaves to do for readers with a screen reader or a keyboard: the buttons of each code block get a name, and
// a table or code that is wider than the screen can be reached, so that it can be moved.
const mend = () => {
  document.querySelectorAll(".md-code__nav:not([aria-label])").forEach((nav) => {
    const number = nav.querySelector("[data-clipboard-target]")?.dataset.clipboardTarget.match(/\d+/)?.[0] ?? "0"
    nav.setAttribute("aria-label", `Code block ${Number(number) + 1}`)
  })
  document.querySelectorAll(":is(.md-typeset__scrollwrap, .md-typeset pre > code):not([tabindex])").forEach((wide) => {
    wide.tabIndex = 0
  })
}
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true, attributeFilter: ["tabindex"] })
mend()
