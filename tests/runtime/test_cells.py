"""Lines of source that reports show."""

from __future__ import annotations

from pathlib import Path

import pytest

from repro_lint.runtime.cells import source_line


def test_another_file_of_the_same_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, text in (("one", "a = 1\n"), ("two", "b = 22\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "train.py").write_text(text)
        monkeypatch.chdir(tmp_path / folder)
        assert source_line("train.py", 1) == text.strip()
