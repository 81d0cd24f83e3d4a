"""Bad luck stays where it is: what breaks in one file, or in one run of ours, costs no other a finding."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repro_lint import seed_block
from repro_lint.facts import constants
from repro_lint.facts.nodes import Constant
from repro_lint.linter import pipeline
from repro_lint.model import Answer, Finding
from repro_lint.resolve.program.prefix import RunPrefix
from repro_lint.resolve.verdicts.judgement import Start
from repro_lint.settings import config

DRAW = "import random\nprint(random.random())\n"
HUGE = f"0x{'f' * 4000}"  # of more digits than Python writes down
HARMLESS = {
    "a range without a length": "for i in range(2**63):\n    pass\nfor i in range(0, 10**30, 7):\n    pass",
    "a range that goes down": "for i in range(10**30, -(10**30), -(2**70)):\n    pass",
    "a seed of very many digits": f"import numpy as np\nnp.random.seed({HUGE})",
    "a key of very many digits": f"def f(**options):\n    pass\nf(**{{{HUGE}: 1}})\nsetattr(f, str({HUGE}), 1)",
    "an index of very many digits": f"[1, 2][{HUGE}]\n[1, 2][{HUGE}:]\n'ab'[-{HUGE}]",
    "a module that no folder holds": "import importlib\nimportlib.import_module('a\\0b')",
    "a module that no path spells": "import importlib\nimportlib.import_module('a\\ud800b.c')",
    "texts that would be long": "a = 'a' * 10**9\nb = '{:1000000000}'.format(1)\nc = '%1000000000d' % 1",
    "texts made longer": "a = 'a'.center(10**9)\nb = 'a'.replace('a', 'a' * 10**9)\nc = 'a'.join(['b'] * 10**9)",
    "numbers that would be long": "a = 1 << 10**9\nb = 10 ** 10 ** 9\nc = 2.0 ** 10**9\nd = int(1e308) ** 99",
    "numbers rounded to very many digits": "a = round(5, -(10**9))\nb = round(5, -(2**4000))\nc = round(0.5, 10**9)",
    "conversions to what is long": "a = int('f' * 20000, 16)\nb = hex(2**4000)\nc = str(2**4000) * 10**6",
    "formats that would be long": "a = f'{1:1000000000}'\nb = format(1, '1000000000')\nc = f'{1:{10**9}}'",
    "an f-string of very many parts": f"a = 1\nb = f'{'{a}' * 3000}'",
    "numbers that there are not": "a = 1 // 0\nb = 1 % 0.0\nc = int('9' * 5000)\nd = 1j < 2",
}


def lint(folder: Path) -> pipeline.Linted:
    return pipeline.lint(pipeline.Request((folder,), config.load(folder, None), cwd=folder), {})


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_python_refuses_is_no_failure(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(f"{DRAW}{text}\n")
    linted = lint(tmp_path)
    assert linted.failures == ()
    assert {finding.rule for finding in linted.findings} >= {"RPL001", "RPL301"}


BEYOND = ["a = int('f' * 20000, 16)", "a = round(5, -(10**9))", "a = str(2**4000) * 10**6", "a = round(0.5, 2**70)"]


@pytest.mark.parametrize("text", BEYOND)
def test_what_is_too_large_to_compute_raises_nothing(tmp_path: Path, text: str) -> None:
    """A draw that comes after it is reached."""
    (tmp_path / "a.py").write_text(f"import random\n{text}\nprint(random.random())\n")
    assert [finding.location.line for finding in lint(tmp_path).findings if finding.rule == "RPL301"] == [3]


@pytest.mark.parametrize(
    "project", ["scripts = 5", "scripts = []", "scripts = {a = 5}", "scripts = {a = 'b\\u0000:c'}"]
)
def test_scripts_that_are_none(tmp_path: Path, project: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[project]\n{project}\n".replace("'", '"'))
    (tmp_path / "a.py").write_text(DRAW)
    linted = lint(tmp_path)
    assert not linted.failures
    assert linted.findings


def test_a_defect_costs_the_entry_point_that_it_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text(DRAW)
    run = RunPrefix.run

    def broken(self: RunPrefix, runner: object, path: str, *rest: object) -> object:
        if path.endswith("b.py"):
            raise ZeroDivisionError("a slip")
        return run(self, runner, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(RunPrefix, "run", broken)
    linted = lint(tmp_path)
    [failure] = linted.failures
    assert failure.path == "b.py"
    assert (
        "a defect of repro-lint itself, please report it: ZeroDivisionError: a slip at test_defects:" in failure.message
    )
    errors = {finding.location.path for finding in linted.findings if finding.severity.value == "error"}
    assert errors == {"a.py", "c.py"}
    assert "ZeroDivisionError" in linted.defect


BROKEN: dict[str, tuple[str, Callable[..., str]]] = {
    "a verdict": ("repro_lint.resolve.verdicts.judge_run.status_of", lambda draw: draw.place.path),
    "an entry point": ("repro_lint.resolve.verdicts.judge_run._start", lambda run, *_: run.entry.path),
    "a rule": ("repro_lint.remarks.draws.message_of", lambda verdict, _: verdict.draw.place.path),
    "a finding": ("repro_lint.flag.findings.called", lambda source, _: source.path.as_posix()),
    "a seed": ("repro_lint.flag.slots.seed_place", lambda call, *_: call.path),
}


@pytest.mark.parametrize("where", BROKEN)
def test_a_defect_in_judging_or_flagging_costs_the_file_it_is_in(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = "from sklearn.model_selection import train_test_split\n\ntrain_test_split([1, 2], random_state=None)\n"
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text(f"{split}{DRAW}")
    whole = lint(tmp_path)
    name, path_of = BROKEN[where]
    module = importlib.import_module(name.rpartition(".")[0])
    sound = getattr(module, name.rpartition(".")[2])

    def broken(*given: object) -> object:
        if path_of(*given).endswith("b.py"):
            raise ZeroDivisionError("a slip")
        return sound(*given)

    monkeypatch.setattr(name, broken)
    linted = lint(tmp_path)
    assert [failure.path for failure in linted.failures] == ["b.py"]
    assert _but_for_b(linted) == _but_for_b(whole)
    assert len(_but_for_b(whole)) >= 4
    assert "b.py" not in {program.path for program in linted.programs if program.answer is Answer.REPRODUCIBLE}
    assert "ZeroDivisionError" in linted.defect


def _but_for_b(linted: pipeline.Linted) -> list[Finding]:
    return [finding for finding in linted.findings if finding.location.path != "b.py"]


def test_a_defect_in_a_block_costs_the_fix_of_its_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(DRAW)
    sound = seed_block.block

    def broken(start: Start, *given: Any) -> object:
        if start.entry.path.endswith("b.py"):
            raise ZeroDivisionError("a slip")
        return sound(start, *given)

    monkeypatch.setattr(seed_block, "block", broken)
    linted = lint(tmp_path)
    assert [failure.path for failure in linted.failures] == ["b.py"]
    refused = {
        finding.location.path: finding.refused for finding in linted.findings if finding.severity.value == "error"
    }
    assert refused == {"a.py": "", "b.py": "a defect of repro-lint is in the way"}


CONSTANTS = st.one_of(
    st.integers(),
    st.integers(-(1 << constants.MAX_BITS), 1 << constants.MAX_BITS),
    st.text(max_size=9),
    st.binary(max_size=9),
    st.floats(),
    st.booleans(),
    st.none(),
    st.complex_numbers(),
)
OPERATORS = st.sampled_from(
    [*("Add", "Sub", "Mult", "Mod", "FloorDiv", "BitXor", "LShift", "RShift", "Pow", "Div", "MatMult")]
)
COMPARISONS = st.sampled_from(["Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In"])


@given(OPERATORS, COMPARISONS, CONSTANTS, CONSTANTS, st.lists(st.integers(), max_size=4))
def test_operations_on_constants_stay_within_bounds(
    operator: str, comparison: str, left: Constant, right: Constant, bounds: list[int]
) -> None:
    found = (
        constants.calculated(operator, left, right),
        constants.computed(lambda: constants.FUNCTIONS["builtins.int"](left)),
    )
    assert all(number is None or (constants.is_small(number) and str(number)) for number in found)
    assert constants.compared(comparison, left, right) in (True, False, None)
    assert len(constants.numbers(tuple(bounds), 9) or ()) <= 9


@given(st.integers(-(2**70), 2**70), st.integers(-(2**70), 2**70), st.sampled_from(["Add", "Sub", "Mult", "BitXor"]))
def test_operations_on_small_numbers_are_pythons(left: int, right: int, operator: str) -> None:
    expected = {"Add": left + right, "Sub": left - right, "Mult": left * right, "BitXor": left ^ right}[operator]
    assert constants.calculated(operator, left, right) == expected
