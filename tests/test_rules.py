"""Every rule against its fixture `rules/<name>.md` (`literate` tells the form), its documentation and the README."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from literate import Case, cases, lint, places, read, write

from repro_lint import explain
from repro_lint.model import Report, Safety, Severity
from repro_lint.rules import RuleModule, all_modules

FIXTURES = Path(__file__).with_name("rules")
README = Path(__file__).parents[1] / "README.md"
MODULES = {module.RULE.name: module for module in all_modules()}
SELF = "unused-suppression"  # it is about suppressions: a second one on its line would itself be unused
NO_FIX = "–"


def _cases() -> Iterator[object]:
    for name in MODULES:
        for case in cases(FIXTURES / f"{name}.md") if (FIXTURES / f"{name}.md").exists() else ():
            marks = [pytest.mark.xfail(reason=case.xfail, strict=True)] if case.xfail else []
            yield pytest.param(name, case, id=f"{name}: {case.name}", marks=marks)


def _documented() -> Iterator[object]:
    for name in MODULES:
        yield pytest.param(name, id=name)


def _linted(folder: Path, files: dict[str, str], *, fix: bool = False, unsafe: bool = False) -> Report:
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write(files)
        return lint(folder, fix=fix, unsafe=unsafe)


@pytest.mark.parametrize(("rule", "case"), list(_cases()))
def test_case(rule: str, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The marked lines are those that are reported; the fixes make what is shown; suppressions silence."""
    monkeypatch.chdir(tmp_path)
    _check_reported(rule, case, _linted(tmp_path / "plain", case.files))
    _check_suppressed(rule, case, tmp_path / "suppressed")
    for safety in (Safety.SAFE, Safety.UNSAFE):
        _check_fixed(case, safety, tmp_path / safety.value)


def _check_reported(rule: str, case: Case, report: Report) -> None:
    assert not report.failures
    told = {rule, *(place[-1] for place in case.expected)}
    assert [place for place in places(report) if place[-1] in told] == case.expected
    own = [finding for finding in report.findings if finding.name == rule]
    assert all(finding.rule == MODULES[rule].RULE.code and finding.message for finding in own)
    if MODULES[rule].RULE.fix == NO_FIX:
        assert not any(finding.fixes for finding in own)


def _check_suppressed(rule: str, case: Case, folder: Path) -> None:
    marks = [place for place in case.expected if place[-1] == rule]
    if not marks or rule == SELF:
        return
    report = _linted(folder, case.suppressed(rule))
    assert not [place for place in places(report) if place[-1] in (rule, SELF)]
    assert report.suppressed >= len(marks)


def _check_fixed(case: Case, safety: Safety, folder: Path) -> None:
    unsafe = safety is Safety.UNSAFE
    shown = case.after.get("unsafe" if unsafe else "fixed", {})
    if unsafe and not shown:
        return
    report = _linted(folder, case.files, fix=True, unsafe=unsafe)
    assert not report.failures
    assert tuple(f"{one.path}:{one.line}: {one.reason}" for one in report.skipped) == case.refused
    fixed = {path: _read(folder, path) for path in case.marked}
    assert {path: fixed[path] for path in shown} == shown
    if shown:  # what is not shown is not touched
        assert {path for path in fixed if fixed[path] != case.files[path]} <= set(shown)
    again = lint(folder, fix=True, unsafe=unsafe)
    assert not again.applied
    assert {path: _read(folder, path) for path in case.marked} == fixed


def _read(folder: Path, path: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        text = read(path)
    if path.endswith(".py"):
        ast.parse(text)
    return text


@pytest.mark.parametrize("name", list(_documented()))
def test_documentation(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bad example triggers the rule; the good one triggers no rule that would fail a run."""
    monkeypatch.chdir(tmp_path)
    parts = explain.sections(MODULES[name].__doc__ or "")
    assert {"", *explain.HEADINGS} <= set(parts)
    bad = _linted(tmp_path / "bad", {"pyproject.toml": "", "script.py": parts["Bad"] + "\n"})
    good = _linted(tmp_path / "good", {"pyproject.toml": "", "script.py": parts["Good"] + "\n"})
    assert name in {finding.name for finding in bad.findings}
    assert not good.failures
    # A note may remain: of a model draw under a global seed, which the table of severities tells.
    assert name not in {finding.name for finding in good.findings if finding.severity is not Severity.NOTE}
    assert not [finding for finding in good.findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(("name", "module"), MODULES.items(), ids=list(MODULES))
def test_metadata(name: str, module: RuleModule) -> None:
    """The name is the module's name and that of a fixture with cases; the code is well formed."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert module.__name__.rpartition(".")[2] == name.replace("-", "_")  # type: ignore[attr-defined]
    assert re.fullmatch(r"RPL\d{3}", module.RULE.code)
    assert all((module.RULE.summary, module.RULE.severity, module.RULE.fix))
    found = cases(FIXTURES / f"{name}.md")
    assert len({case.name for case in found}) == len(found) >= 3
    assert any(place[-1] == name for case in found for place in case.expected), "no case reports"
    assert any(name not in {place[-1] for place in case.expected} for case in found), "no case is clean"


def test_no_fixture_is_orphaned() -> None:
    assert {path.stem for path in FIXTURES.glob("*.md")} == set(MODULES)


def test_codes_are_unique() -> None:
    assert len({module.RULE.code for module in MODULES.values()}) == len(MODULES)


def test_readme_holds_the_table_of_rules() -> None:
    readme = README.read_text(encoding="utf-8")
    assert explain.with_rules(readme) == readme
