"""Every output, whole, for a report that holds every kind of thing.

`REPRO_LINT_SNAPSHOTS=write` in the environment writes the snapshots instead of comparing; read the difference then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from rich.text import Text
from sample_report import BLOCK, CAUSE, LISTING, NOTE, NOTEBOOK, REPORT, SPLIT, draw, in_file, lines

from repro_lint.explain import Described, described
from repro_lint.model import Answer, Finding, Location, Program, Report, Severity, Witness
from repro_lint.report import FORMATS, Output, Page, links, render, summary, table
from repro_lint.report.adjust import at_least, raise_notes
from repro_lint.report.causes import COVERING
from repro_lint.report.identity import fingerprints

SNAPSHOTS = Path(__file__).with_name("snapshots")
RULES = (Described("RPL101", "unseeded-split", "a split that no fixed seed governs", "Two runs differ.", "# RPL101\n"),)


def output(name: str, **options: Any) -> Output:
    return Output(name, lines, in_file, rules=lambda: RULES, **options)


VARIANTS = {
    "text.txt": output("text"),
    "text-notes-60-cells.txt": output("text", shown=Severity.NOTE, page=Page(width=60)),
    "text-color.ansi": output("text", page=Page(color=True, width=100)),
    "full.txt": output("full"),
    "full-color.ansi": output("full", page=Page(color=True, width=100)),
    "concise.txt": output("concise"),
    "concise-color.ansi": output("concise", page=Page(color=True)),
    "json.json": output("json"),
    "sarif.json": output("sarif"),
    "github.txt": output("github"),
    "gitlab.json": output("gitlab"),
    "junit.xml": output("junit"),
    "statistics.txt": output("text", statistics=True, shown=Severity.NOTE),
    "statistics-color.ansi": output("text", statistics=True, page=Page(color=True)),
}


def compare(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("REPRO_LINT_SNAPSHOTS") == "write":
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode()


@pytest.mark.parametrize("name", VARIANTS)
def test_output_is_the_snapshot(name: str) -> None:
    compare(name, render(REPORT, VARIANTS[name]))


def test_summary_is_the_snapshot() -> None:
    programs = table.render(REPORT, Page())
    told = summary.failures(REPORT) + summary.fixes(REPORT) + programs + summary.counts(REPORT, in_baseline=7)
    compare("summary.txt", told)


def test_every_format_and_snapshot_has_a_test() -> None:
    assert {variant.format for variant in VARIANTS.values()} == set(FORMATS)
    assert {path.name for path in SNAPSHOTS.iterdir()} == {*VARIANTS, "summary.txt"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_clean_report(name: str) -> None:
    text = render(Report(files=3), output(name))
    machine = {"json", "sarif", "gitlab", "junit"}
    assert bool(text) == (name in machine)
    assert summary.counts(Report(files=1)) == "1 file · no findings\n"


def test_wide_characters_are_underlined_where_they_stand() -> None:
    source, marks = render(replace(REPORT, findings=(SPLIT,)), output("text")).splitlines()[3:5]
    start = cell_len(source[: source.index("train_test_split")])
    assert marks.index("^") == start
    assert marks.count("^") == len("train_test_split")


def test_a_terminal_gets_no_line_wider_than_itself() -> None:
    for width in (40, 60, 100):
        text = render(REPORT, output("text", page=Page(width=width)))
        assert max(cell_len(line) for line in text.splitlines()) <= width


def test_colour_changes_no_character() -> None:
    coloured = render(REPORT, output("text", page=Page(color=True)))
    stripped = [line.rstrip() for line in Text.from_ansi(coloured).plain.rstrip("\n").split("\n")]
    assert stripped == render(REPORT, output("text")).rstrip("\n").splitlines()


def test_no_control_character_reaches_the_terminal() -> None:
    where, witness = replace(SPLIT.location, path="a\n\x1b[2Jb.py"), Witness("a\n\x1b[2Jb.py", "z\x07")
    hostile = replace(SPLIT, location=where, message="x\x07\u202ey", focus=None, witnesses=(witness,))
    for name in ("text", "full", "concise", "junit"):
        text = render(replace(REPORT, findings=(hostile,)), output(name))
        assert all(char.isprintable() or char == "\n" for char in text)
        assert "a \N{REPLACEMENT CHARACTER}[2Jb.py" in text


def test_a_cause_of_one_finding_is_no_group() -> None:
    lone = next(finding for finding in REPORT.findings if finding.cause)
    text = render(replace(REPORT, findings=(lone,)), output("full"))
    assert text.startswith("error RPL101[unseeded-split]: ")


def test_json_says_what_the_report_says() -> None:
    document = json.loads(render(REPORT, output("json")))
    assert [(row["rule"], row["line"], row["cell"]) for row in document["findings"]] == [
        (finding.rule, finding.location.line, finding.location.cell) for finding in REPORT.findings
    ]
    assert document["findings"][2]["message"] == SPLIT.message
    assert document["findings"][2]["witnesses"] == [{"program": "train.py", "cause": SPLIT.cause, "where": ""}]
    assert document["programs"][2] == {"path": "play.py", "answer": "cannot tell", "why": "uses gym, not judged"}
    assert document["summary"] == {
        "files": 12, "errors": 6, "warnings": 3, "notes": 1, "suppressed": 2, "fixed": 1,
        "not_judged": ["gym", "torch"],
    }  # fmt: skip


def every(document: Any, name: str) -> Iterator[Any]:
    """All values of that key, at any depth."""
    if isinstance(document, dict):
        yield from (value for key, value in document.items() if key == name)
    children = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    for child in children:
        yield from every(child, name)


def test_sarif_is_valid() -> None:
    document = json.loads(render(REPORT, output("sarif")))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    described = next(rule for rule in rules if rule["id"] == RULES[0].code)
    assert described["shortDescription"] == {"text": RULES[0].summary}
    assert len(run["results"]) == len(REPORT.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        assert result["locations"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == len(REPORT.failures)


def test_sarif_has_what_code_scanning_shows_of_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """What GitHub's rule GH2012 asks for: https://docs.github.com/en/code-security ("reportingDescriptor object")."""
    monkeypatch.delenv(links.SETTING, raising=False)
    wanted = replace(output("sarif"), rules=described)
    driver = json.loads(render(Report(1), wanted))["runs"][0]["tool"]["driver"]
    assert len(driver["rules"]) == len(described())
    for rule in driver["rules"]:
        texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"]]
        assert all(text and text == text.strip() + "\n" * text.endswith("\n") for text in texts)
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert "```python" in rule["help"]["markdown"]
        assert "helpUri" not in rule
    assert "informationUri" not in driver
    monkeypatch.setenv(links.SETTING, "https://example.org/site/")
    driver = json.loads(render(Report(1), wanted))["runs"][0]["tool"]["driver"]
    assert driver["informationUri"] == "https://example.org/site"
    assert driver["rules"][0]["helpUri"] == "https://example.org/site/rules/RPL001/"


def test_sarif_regions_and_uris_are_valid() -> None:
    document = json.loads(render(REPORT, output("sarif")))
    for region in [*every(document, "region"), *every(document, "deletedRegion")]:
        assert all(isinstance(number, int) and number >= 1 for number in region.values())
        assert (region["startLine"], region.get("startColumn", 1)) <= (
            region.get("endLine", region["startLine"]),
            region.get("endColumn", 10**9),
        )
    uris = {artifact["uri"] for artifact in every(document, "artifactLocation")}
    assert uris == {"train.py", "explore.ipynb", "bad%2C%20file.py", "broken.ipynb", "missing.py"}


@pytest.mark.parametrize(
    ("path", "uri"),
    [("/data/a b.py", "file:///data/a%20b.py"), ("C:/a.py", "file:///C%3A/a.py"), ("ü.py", "%C3%BC.py")],
)
def test_sarif_uri(path: str, uri: str) -> None:
    finding = replace(SPLIT, location=replace(SPLIT.location, path=path), related=(), fixes=())
    document = json.loads(render(Report(1, (finding,)), output("sarif")))
    (artifact,) = every(document, "artifactLocation")
    assert artifact["uri"] == uri
    is_absolute = uri.startswith("file:")
    assert ("uriBaseId" in artifact) == (not is_absolute)
    (invocation,) = document["runs"][0]["invocations"]
    assert ("workingDirectory" in invocation) == is_absolute


def test_sarif_offers_no_fix_that_it_cannot_place() -> None:
    notebook, _, split = json.loads(render(REPORT, output("sarif")))["runs"][0]["results"][:3]
    assert NOTEBOOK.fixes
    assert "fixes" not in notebook
    assert [fix["properties"]["safety"] for fix in split["fixes"]] == ["safe", "unsafe"]


def test_github_commands_stay_on_their_line() -> None:
    finding = replace(SPLIT, location=replace(SPLIT.location, path="a,b:c%.py"), message="50 %\r\nleft: a,b", help="")
    text = render(Report(1, (finding,)), output("github"))
    assert text == (
        "::error title=RPL101 [unseeded-split],file=a%2Cb%3Ac%25.py,line=6,endLine=6,col=15,endColumn=62"
        "::50 %25%0Aleft: a,b\n"
    )


def test_junit_counts_its_cases() -> None:
    suite = ElementTree.fromstring(render(REPORT, output("junit"))).find("testsuite")
    assert suite is not None
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    assert int(suite.attrib["errors"]) == len(suite.findall("testcase/error")) == len(REPORT.failures)


def moved(finding: Finding, by: int) -> Finding:
    at = finding.location
    return replace(
        finding, location=Location(at.path, at.cell, at.line + by, at.column, at.end_line + by, at.end_column)
    )


def test_fingerprints_are_distinct_and_survive_moved_lines_and_other_words() -> None:
    before = fingerprints(REPORT.findings, lines)
    assert len(set(before)) == len(before)
    after = tuple(moved(replace(finding, message="in other words"), 3) for finding in REPORT.findings)
    assert (
        fingerprints(after, lambda place: lines(replace(place, line=place.line - 3, end_line=place.end_line - 3)))
        == before
    )
    other = fingerprints(REPORT.findings, lambda place: f"{lines(place)}  # changed")
    of_programs = [finding.rule == COVERING for finding in REPORT.findings]
    assert [first == second for first, second in zip(before, other, strict=True)] == of_programs


def test_strictness_raises_notes_and_nothing_else() -> None:
    raised = raise_notes(REPORT)
    assert raised.count(Severity.NOTE) == 0
    assert raised.count(Severity.WARNING) == REPORT.count(Severity.WARNING) + 1
    assert raised.count(Severity.ERROR) == REPORT.count(Severity.ERROR)
    assert NOTE not in at_least(REPORT, Severity.WARNING).findings


def test_the_summary_counts_fixes_by_what_applies_them() -> None:
    unsafe = replace(SPLIT, fixes=SPLIT.fixes[1:])
    assert summary.counts(Report(1, (SPLIT, unsafe))).endswith(
        "1 fixable with --fix · 1 more fixable with --unsafe-fixes\n"
    )
    assert summary.counts(Report(1, (unsafe,))) == "1 file · 1 error · 1 fixable with --unsafe-fixes\n"


def test_a_program_is_told_once_and_what_its_draws_say_is_not_said_again() -> None:
    text = render(Report(1, (BLOCK, draw(10), draw(11))), output("text"))
    assert text.count("error") == 1
    assert text.count(CAUSE) == 1
    assert "(and 1 more)" in text
    assert "`repro-lint --fix train.py` (insert the seeding block)" in text


def test_a_block_whose_draws_are_deselected_says_itself_why() -> None:
    assert CAUSE in render(Report(1, (BLOCK,)), output("text"))


def test_each_program_gets_its_own_reason() -> None:
    late = Witness("late.py", "`random.seed()` comes only afterwards", "line 9")
    shared = replace(draw(10), witnesses=(*draw(10).witnesses, late))
    first, second = render(Report(1, (shared,)), output("text")).split("\n\n")[:2]
    assert "`late.py`" in first
    assert f"{late.cause} (line 9)" in first
    assert CAUSE in second


def test_what_no_block_settles_is_told_once_for_all_programs() -> None:
    text = render(Report(1, (LISTING, replace(LISTING, location=NOTE.location))), output("text"))
    assert text.count(LISTING.message) == 1
    assert text.count("^^^") > 1


def test_many_programs_get_lines_instead_of_excerpts() -> None:
    found = tuple(
        replace(draw(10), witnesses=(Witness(f"train{number}.py", CAUSE),), location=NOTE.location)
        for number in range(50)
    )
    told = render(Report(50, found), output("text")).splitlines()
    assert len(told) <= 400
    assert told[1] == f"  --> train.py:13:5: RPL205 {found[0].message}"


def test_the_table_says_what_repairs_a_program() -> None:
    not_yet = (Program("train.py", Answer.NOT),)
    split = replace(BLOCK, rule="RPL101", in_block=False)
    by_hand, unsafe = replace(split, fixes=()), replace(split, fixes=SPLIT.fixes[1:])
    for findings, said in (
        ((split,), "1 cause · --fix\n"),
        ((unsafe,), "1 cause · --unsafe-fixes\n"),
        ((by_hand,), "1 cause · by hand\n"),
        ((split, by_hand), "1 cause · --fix for a part\n"),
        ((), f"{table.HIDDEN}\n"),
    ):
        assert table.render(Report(1, findings, programs=not_yet), Page()).endswith(said)


def test_codes_are_links_where_the_project_has_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(links.SETTING, raising=False)
    page = Page(color=True)
    assert "\x1b]8;" not in render(REPORT, output("text", page=page))
    monkeypatch.setenv(links.SETTING, "https://example.org/site/")
    assert "https://example.org/site/rules/RPL101/" in render(REPORT, output("text", page=page))


def test_a_cut_line_keeps_what_is_marked_in_sight() -> None:
    long = replace(SPLIT, location=replace(SPLIT.location, column=48, end_column=57), focus=None)
    text = render(Report(1, (long,)), output("text", page=Page(width=40)))
    source, marks = text.splitlines()[4:6]
    assert source.startswith("6 | …")
    assert source[marks.index("^") : marks.rindex("^") + 1] == "test_size"


def test_a_program_is_told_to_fix_itself_alone() -> None:
    other = Witness("other.py", CAUSE)
    shared = replace(
        draw(10), witnesses=(other, *draw(10).witnesses), fixes=(replace(BLOCK.fixes[0], title="seed it"),)
    )
    told = render(Report(1, (BLOCK, shared)), output("text"))
    assert "(seed it)" in told.split("\n\n")[0]
    assert "(insert the seeding block)" in told.split("\n\n")[1]
