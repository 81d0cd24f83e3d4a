"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repro_lint import cli

README = Path(__file__).parents[1] / "README.md"
SHOWN = re.compile(r"```python\n(?P<program>.*?)```\n\n```text\n(?P<output>.*?)```\n", re.DOTALL)


def test_the_report_in_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = SHOWN.search(README.read_text(encoding="utf-8"))
    assert shown is not None
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").touch()
    Path("train.py").write_text(shown["program"], encoding="utf-8")
    assert cli.main(["train.py"]) == 1
    captured = capsys.readouterr()
    assert captured.out + captured.err == shown["output"]


def test_the_examples_are_told_in_few_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(README.parent)
    assert cli.main(["examples"]) == 1
    captured = capsys.readouterr()
    assert len((captured.out + captured.err).splitlines()) <= 45
