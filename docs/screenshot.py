"""Draws `neovim.svg`: what Neovim shows of the example. Needs nvim, tmux and `repro-lint[lsp]`; run in this folder."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

WIDTH, HEIGHT, PATIENCE = 130, 28, 60  # columns, lines, seconds
ROOT = Path(__file__).parents[1]
FONTS = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)  # they would be fetched from the network
SETTINGS = f"""
set number signcolumn=yes noruler
highlight SignColumn ctermbg=none
source {ROOT}/editors/neovim/repro-lint.lua
"""


def main() -> None:
    """Start Neovim in a terminal of its own, wait for the findings, and save what is on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "init.vim")
        settings.write_text(SETTINGS)
        command = f"nvim -n -i NONE -u {settings} +15 train.py"
        _tmux("new-session", "-d", "-x", str(WIDTH), "-y", str(HEIGHT), "-c", str(ROOT / "examples/flowers"), command)
        screen = _screen()
        _tmux("kill-server")
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.from_ansi(screen), no_wrap=True)
    console.save_svg(
        str(ROOT / "docs/neovim.svg"), title="nvim train.py", code_format=FONTS.sub("", CONSOLE_SVG_FORMAT)
    )


def _screen() -> str:
    for _ in range(PATIENCE):
        time.sleep(1)
        screen = _tmux("capture-pane", "-e", "-p")
        if "noise of `Dropout`" in screen:
            return screen
    raise SystemExit(f"no finding appeared within {PATIENCE} seconds:\n{screen}")


def _tmux(*words: str) -> str:
    return subprocess.run(["tmux", "-L", "repro-lint", *words], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
