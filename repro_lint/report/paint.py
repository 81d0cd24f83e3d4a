"""Lines of text in colours where the page has colours; rich is imported for these alone."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

from repro_lint.model import Severity
from repro_lint.report import Page

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

Piece = tuple[str, str]
"""Some text and its style, in rich's words; "" for the terminal's own colour."""

BOLD, DIM = "bold", "dim"
SEVERITIES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}


def painted(pieces: Iterable[Piece], page: Page) -> str:
    """The pieces as one text."""
    if not page.color:
        return "".join(text for text, _ in pieces)
    from rich.text import Text

    return shown(Text.assemble(*pieces))


def shown(what: RenderableType, width: int | None = None, *, color: bool = True) -> str:
    """Anything that rich renders, as text for a terminal of a width; text is not wrapped without one."""
    console = terminal(width, color=color)
    with console.capture() as captured:
        console.print(what, soft_wrap=width is None, end="")
    return captured.get()


def terminal(width: int | None = None, *, color: bool = True) -> Console:
    """A terminal with sixteen colours, which are the reader's own on any ground; or with none."""
    from rich.console import Console
    from rich.theme import Theme

    return Console(
        file=StringIO(), width=width, force_terminal=color, color_system="standard" if color else None, no_color=False,
        highlight=False, force_jupyter=False, legacy_windows=False, theme=Theme({"markdown.code": "bold"}),
    )  # fmt: skip
