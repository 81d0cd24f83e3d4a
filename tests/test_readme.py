"""What the README shows is what happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from repro_lint import cli

README = Path(__file__).parents[1] / "README.md"


def test_the_examples_are_told_in_few_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(README.parent)
    assert cli.main(["examples"]) == 1
    captured = capsys.readouterr()
    assert len((captured.out + captured.err).splitlines()) <= 45
