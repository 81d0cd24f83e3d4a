"""What the worker is asked to do with an open file: each job is a function of the analysis and the file.

The server sends a job by its name, with the rest of its arguments, and the worker answers what the job returns.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from repro_lint.lsp import actions, diagnostics, hover
from repro_lint.lsp.analysis import Analysis
from repro_lint.lsp.documents import File
from repro_lint.lsp.look import Look


def diagnose(analysis: Analysis, file: File, *, related: bool) -> diagnostics.ByText:
    """The diagnostics of each text of the file."""
    seen = analysis.seen[file.key]
    if seen.look is not None:
        return diagnostics.of_file(seen.look, file, analysis.good, related=related)
    return diagnostics.refused(file, seen.refused) if seen.refused else diagnostics.none(file)


def offer(
    analysis: Analysis, file: File, *, uri: str, where: types.Range, only: Sequence[str] | None, related: bool
) -> list[types.CodeAction]:
    """The code actions for a range."""
    look = _look(analysis, file)
    return [] if look is None else list(actions.offered(look, file, uri, where, only, related=related))


def work_out(analysis: Analysis, file: File, *, order: actions.Order, versioned: bool) -> types.WorkspaceEdit | None:
    """The edit of a code action; None where there is nothing to edit, or the text changed since it was offered."""
    look = _look(analysis, file)
    if look is None or file.version != order.version:
        return None
    made = analysis.repair(look, file, lambda *means: actions.worked_out(order, look, file, *means))
    return actions.workspace_edit(made, versioned=versioned) if made else None


def fix_all(analysis: Analysis, file: File, *, versioned: bool) -> types.WorkspaceEdit | None:
    """All safe fixes of the file."""
    return work_out(analysis, file, order=actions.everything(file), versioned=versioned)


def tell(analysis: Analysis, file: File, *, uri: str, position: types.Position, markdown: bool) -> types.Hover | None:
    """The hover of a position."""
    look = _look(analysis, file)
    return None if look is None else hover.hover(look, file, uri, position, markdown=markdown)


def hint(analysis: Analysis, file: File, *, uri: str, where: types.Range) -> list[types.InlayHint]:
    """The inlay hints of a range."""
    look = _look(analysis, file)
    return [] if look is None else list(hover.hints(look, file, uri, where))


def count(analysis: Analysis, file: File, *, uri: str) -> list[types.CodeLens]:
    """The code lenses of a text."""
    look = _look(analysis, file)
    return [] if look is None else hover.of_text(hover.lenses(look, file), uri)


def _look(analysis: Analysis, file: File) -> Look | None:
    return analysis.seen[file.key].look
