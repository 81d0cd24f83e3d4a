"""Pages of prose and code for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pygments.token import Comment, Keyword, String
from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax

from repro_lint.report import Page
from repro_lint.report.paint import shown

WIDTH = 100  # of prose: longer lines are hard to read
# What can be read on any ground: the terminal's own colour, bold, dim and green.
_CODE = ANSISyntaxTheme({Keyword: Style(bold=True), String: Style(color="green"), Comment: Style(dim=True)})


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and what stands below it: Python, or prose in Markdown."""

    heading: str
    body: str
    is_code: bool = False


def typeset(title: str, prose: str, chapters: Iterable[Chapter], page: Page) -> str:
    """A whole page."""
    parts: list[RenderableType] = [Markdown(f"# {title}\n\n{prose}")]
    for chapter in chapters:
        parts.append(Markdown(f"## {chapter.heading}"))
        parts.append(_code(chapter.body) if chapter.is_code else Markdown(chapter.body))
    spaced = [Padding(part, (0, 0, 1, 0)) for part in parts]
    return shown(Group(*spaced), min(page.width or WIDTH, WIDTH))


def _code(body: str) -> RenderableType:
    return Padding(Syntax(body, "python", theme=_CODE, background_color="default", word_wrap=True), (0, 0, 0, 4))
