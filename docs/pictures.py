"""`python docs/pictures.py` draws `pictures/*.svg`: what commands print of the program on the first page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.color import Color
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

DOCS = Path(__file__).parent
FONTS = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)  # they would be fetched from the network
PROGRAM = re.compile(r'```python title="train.py"\n(.*?)```', re.DOTALL)
PICTURES = {  # in this order, since `--fix` changes the program
    "before": "repro-lint train.py",
    "story": "repro-lint explain-finding train.py:6",
    "diff": "repro-lint --diff train.py",
    "fixed": "repro-lint --fix train.py",
    "after": "repro-lint train.py",
}
COLORS = [
    "#ff7b72",
    "#7ed38c",
    "#e8c56b",
    "#84b2ff",
    "#daa0ff",
    "#6ed6de",
    "#c8cdd4",
]  # red, green, … on the dark ground
GROUND, INK, DIM = "#181b21", "#dee2e8", "#8b949e"
_RGB = {color: Color.parse(color).get_truecolor() for color in (*COLORS, GROUND, INK, DIM)}
DARK = TerminalTheme(_RGB[GROUND], _RGB[INK], [_RGB[c] for c in (GROUND, *COLORS)], [_RGB[c] for c in (DIM, *COLORS)])


def main() -> None:
    """Write every picture."""
    for name, picture in drawn().items():
        (DOCS / "pictures" / f"{name}.svg").write_text(picture, encoding="utf-8")


def drawn() -> dict[str, str]:
    """Each picture by its name, the same on every machine."""
    found = PROGRAM.search((DOCS / "start.md").read_text(encoding="utf-8"))
    assert found is not None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").touch()
        Path(folder, "train.py").write_text(found[1], encoding="utf-8")
        return {name: svg(_printed(command, folder), command) for name, command in PICTURES.items()}


def _printed(command: str, folder: str) -> str:
    words = [sys.executable, "-m", "repro_lint", *command.split()[1:]]
    env = {**os.environ, "FORCE_COLOR": "1", "PYTHONUTF8": "1", "PYTHONPATH": str(DOCS.parent)}
    env.pop("NO_COLOR", None)
    env.pop("REPRO_LINT_DOCUMENTATION", None)
    done = subprocess.run(
        words, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    return done.stdout


def svg(output: str, title: str) -> str:
    """A terminal with some output, which may hold colours."""
    text = Text.from_ansi(f"$ {title}\n{output.rstrip()}")
    console = Console(record=True, width=max(map(len, text.plain.splitlines())) + 1, file=StringIO())
    console.print(text, no_wrap=True, crop=False)
    style = FONTS.sub("", CONSOLE_SVG_FORMAT)
    return console.export_svg(title=title, theme=DARK, code_format=style, unique_id="terminal")


if __name__ == "__main__":
    main()
