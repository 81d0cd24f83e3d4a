"""Code actions: what may be done about the findings of a range, offered at once and worked out when chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import Enum

from lsprotocol import types

from repro_lint import pipeline
from repro_lint.lsp import diagnostics, repairs
from repro_lint.lsp.documents import File
from repro_lint.lsp.look import Look
from repro_lint.memory import Memory
from repro_lint.model import Finding, Fix, Safety

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.repro-lint"
NOTEBOOK_FIX_ALL = f"notebook.{FIX_ALL}"  # asked once; `source.fixAll` is asked of all cells at the same time
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL, NOTEBOOK_FIX_ALL)
EXPLAIN = "repro-lint.explain"
BLOCK = frozenset({"missing-seed-block", "gpu-not-hidden"})


class Job(str, Enum):
    """What an action does."""

    FIX = "fix"
    RULE = "rule"
    ALL = "all"
    SILENCE = "silence"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class Order:
    """An action as the client hands it back to be worked out: which job, on which finding of which file."""

    job: str
    uri: str
    version: int
    rule: str = ""
    cell: int | None = None
    line: int = 0
    column: int = 0

    def means(self, finding: Finding) -> bool:
        """Whether this is the finding that the action was offered for."""
        place = finding.location
        return (finding.rule, place.cell, place.line, place.column) == (self.rule, self.cell, self.line, self.column)


def offered(
    look: Look, file: File, uri: str, where: types.Range, only: Sequence[str] | None, *, related: bool
) -> Iterator[types.CodeAction]:
    """The actions for a range of an open text."""
    if _wanted(types.CodeActionKind.QuickFix.value, only):
        here = [(f, place) for f in look.findings(file) if (place := look.place(f.location)) and place.uri == uri]
        for finding, place in here:
            if _touch(place.range, where):
                shown = diagnostics.of_finding(look, finding, place.range, related=related)
                yield from _for_finding(look, file, finding, shown)
    fix_all = FIX_ALL if file.holds(uri) is None else NOTEBOOK_FIX_ALL
    if _wanted(fix_all, only) and any(_is_safe(f) for f in look.findings(file)):
        yield types.CodeAction("Fix all that is safe (repro-lint)", fix_all, data=asdict(everything(file)))


def everything(file: File) -> Order:
    """All safe fixes of a file."""
    return Order(Job.ALL.value, file.uri, file.version)


def _for_finding(look: Look, file: File, finding: Finding, shown: types.Diagnostic) -> Iterator[types.CodeAction]:
    def action(title: str, job: Job, *, of: Finding = finding, preferred: bool | None = None) -> types.CodeAction:
        data = asdict(_order(job, file, of))
        return types.CodeAction(title, types.CodeActionKind.QuickFix, [shown], preferred, data=data)

    block = _block(look.findings(file))
    for fix in finding.fixes[:1]:
        yield action(_title(fix), Job.FIX, preferred=_is_safe(finding) or None)
    if block is not None and block.fixes[:1] != finding.fixes[:1]:
        yield action(_title(block.fixes[0]), Job.FIX, of=block, preferred=not finding.fixes or None)
    if _is_safe(finding) and sum(f.rule == finding.rule for f in look.findings(file)) > 1:
        yield action(f"Fix every {finding.name} in this file", Job.RULE)
    yield action(f"Silence {finding.name} here", Job.SILENCE)
    yield action(f"Explain {finding.name}", Job.EXPLAIN)


def worked_out(
    order: Order, look: Look, file: File, request: pipeline.Request, memory: Memory
) -> list[repairs.Replacement]:
    """The edits of an action that was chosen; none where there is no such finding any more."""
    job = Job(order.job)
    if job is Job.ALL or job is Job.RULE:
        return repairs.fix_all(look, file, request, memory, order.rule or None)
    finding = next((finding for finding in look.findings(file) if order.means(finding)), None)
    if finding is None:
        return []
    if job is Job.EXPLAIN:
        return []
    if job is Job.SILENCE:
        return repairs.silence(look, file, finding)
    return repairs.fix(look, file, finding.fixes[0].edits) if finding.fixes else []


def command(order: Order) -> types.Command | None:
    """What an action does besides editing."""
    return types.Command("Explain", EXPLAIN, arguments=[order.rule]) if order.job == Job.EXPLAIN.value else None


def workspace_edit(made: Iterable[repairs.Replacement], *, versioned: bool) -> types.WorkspaceEdit:
    """Edits as the client takes them: for the versions they were made for, if it knows such."""
    if not versioned:
        return types.WorkspaceEdit(changes={one.uri: list(one.edits) for one in made})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(one.uri, one.version), list(one.edits))
            for one in made
        ]
    )


def _order(job: Job, file: File, finding: Finding) -> Order:
    place = finding.location
    return Order(job.value, file.uri, file.version, finding.rule, place.cell, place.line, place.column)


def _block(findings: Iterable[Finding]) -> Finding | None:
    """The finding whose fix is the seeding block of the file."""
    return next((finding for finding in findings if finding.name in BLOCK and finding.fixes), None)


def _title(fix: Fix) -> str:
    title = fix.title[:1].upper() + fix.title[1:]
    return title if fix.safety is Safety.SAFE else f"{title} (unsafe: may change numbers)"


def _is_safe(finding: Finding) -> bool:
    return any(fix.safety is Safety.SAFE for fix in finding.fixes[:1])


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _touch(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
