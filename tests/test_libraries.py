"""Every library around the catalogue that has a fixture `libraries/<name>.md` (`literate` tells the form)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import libraries
import pytest
import seeded
from literate import Case, cases, lint, places, read, write

from repro_lint.catalog import NOT_JUDGED, load

FIXTURES = sorted(Path(__file__).with_name("libraries").glob("*.md"))


def _cases() -> Iterator[object]:
    for path in FIXTURES:
        for case in cases(path):
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case.name}")


@pytest.mark.parametrize(("library", "case"), list(_cases()))
def test_case(library: str, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws of the library are reported on the marked lines, and there alone; the library is judged."""
    monkeypatch.chdir(tmp_path)
    write(case.files)
    report = lint(tmp_path)
    names = {place[-1] for place in case.expected} | {"unseeded-draw"}
    assert not report.failures
    assert library in load().roots
    assert library not in NOT_JUDGED
    assert [place for place in places(report) if place[-1] in names] == case.expected
    lint(tmp_path, fix=True)
    shown = case.after.get("fixed", {})
    assert {path: read(path) for path in shown} == shown


SEEDED = ("catboost", "hyperopt", "imblearn", "lightgbm", "networkx", "optuna", "skimage", "torch", "xgboost")


@pytest.mark.parametrize("library", SEEDED)
def test_what_takes_a_seed_has_a_row_or_a_reason_for_none(library: str) -> None:
    pytest.importorskip(library)
    assert seeded.new(library) == []


def test_the_table_of_libraries_is_that_of_the_catalogue() -> None:
    """`python docs/libraries.py` writes it."""
    assert libraries.PAGE.read_text(encoding="utf-8") == libraries.page()
