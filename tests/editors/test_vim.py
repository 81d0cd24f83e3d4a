"""Vim, with ALE and the settings that `editors/vim` offers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from example import EDITORS, Project, editor

ALE = Path("/usr/share/vim-ale")  # where Debian puts it
SESSION = """
set nocompatible
filetype plugin on
set runtimepath+={ale}
runtime! plugin/ale.vim
let g:ale_linters_explicit = 1
let g:ale_linters = {{'python': ['repro-lint']}}
source {settings}
edit train.py
let s:rounds = 0
while s:rounds < 300 && empty(ale#engine#GetLoclist(bufnr('')))
  sleep 100m
  let s:rounds += 1
endwhile
call writefile([json_encode(ale#engine#GetLoclist(bufnr('')))], '../shown.json')
qall!
"""


def test_findings(tmp_path: Path) -> None:
    project = Project.copied_to(tmp_path)
    vim = editor("vim")
    if not ALE.exists():
        pytest.skip("ALE is not installed")
    session = tmp_path / "session.vim"
    session.write_text(SESSION.format(ale=ALE, settings=EDITORS / "vim" / "ale.vim"), encoding="utf-8")
    project.run(vim, "-u", "NONE", "-i", "NONE", "-N", "-es", "-S", str(session))
    shown = json.loads((tmp_path / "shown.json").read_text(encoding="utf-8"))
    assert sorted((one["lnum"], one["code"]) for one in shown) == project.findings()
