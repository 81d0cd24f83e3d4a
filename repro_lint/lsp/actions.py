"""Code actions: what may be done about the findings of a range, offered at once and worked out when chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum

from lsprotocol import types

from repro_lint.linter import pipeline
from repro_lint.linter.memory import Memory
from repro_lint.lsp import diagnostics, repairs
from repro_lint.lsp.documents import File
from repro_lint.lsp.look import Look
from repro_lint.model import Finding, Fix, Safety

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.repro-lint"
NOTEBOOK_FIX_ALL = f"notebook.{FIX_ALL}"  # asked once; `source.fixAll` is asked of all cells at the same time
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL, NOTEBOOK_FIX_ALL)
EXPLAIN = "repro-lint.explain"
BLOCK = frozenset({"missing-seed-block", "gpu-not-hidden"})


_KINDS = {
    **dict.fromkeys(("job", "uri", "rule"), (str,)),
    **dict.fromkeys(("version", "line", "column", "fix"), (int,)),
    "cell": (int, type(None)),
}


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
    fix: int = 0

    @classmethod
    def of(cls, data: object) -> Order:
        """As the client hands it back. Raises TypeError where this never was one."""
        if not isinstance(data, Mapping):
            raise TypeError("there is no data with it")
        order = cls(**data)
        for name, kinds in _KINDS.items():
            if type(getattr(order, name)) not in kinds:
                raise TypeError(f"`{name}` is of the wrong kind")
        if order.job not in {job.value for job in Job}:
            raise TypeError("there is no such job")
        return order

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
    if _wanted(fix_all, only) and any(_is_safe(f) for f in look.found(file)):
        yield types.CodeAction("Fix all that is safe (repro-lint)", fix_all, data=asdict(everything(file)))


def everything(file: File) -> Order:
    """All safe fixes of a file."""
    return Order(Job.ALL.value, file.uri, file.version)


def _for_finding(look: Look, file: File, finding: Finding, shown: types.Diagnostic) -> Iterator[types.CodeAction]:
    def action(title: str, job: Job, *, fix: int = 0, preferred: bool = False) -> types.CodeAction:
        data = asdict(_order(job, file, finding, fix))
        return types.CodeAction(title, types.CodeActionKind.QuickFix, [shown], preferred or None, data=data)

    fixes = _fixes(look, file, finding)
    safe = next((fix for fix in fixes if fix.safety is Safety.SAFE), None)
    for number, fix in enumerate(fixes):
        yield action(_title(fix), Job.FIX, fix=number, preferred=fix is safe)
    if _is_safe(finding) and sum(f.rule == finding.rule for f in look.found(file)) > 1:
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
    finding = next((finding for finding in look.found(file) if order.means(finding)), None)
    if finding is None:
        return []
    if job is Job.EXPLAIN:
        return []
    if job is Job.SILENCE:
        return repairs.silence(look, file, finding)
    fixes = _fixes(look, file, finding)
    return repairs.fix(look, file, fixes[order.fix].edits) if 0 <= order.fix < len(fixes) else []


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


def _order(job: Job, file: File, finding: Finding, fix: int) -> Order:
    place = finding.location
    return Order(job.value, file.uri, file.version, finding.rule, place.cell, place.line, place.column, fix)


def _fixes(look: Look, file: File, finding: Finding) -> list[Fix]:
    """The fixes of a finding, and the seeding block of its file, which may be the cure of any."""
    block = next((one.fixes[0] for one in look.found(file) if one.name in BLOCK and one.fixes), None)
    return list(dict.fromkeys([*finding.fixes, *([block] if block else [])]))


def _title(fix: Fix) -> str:
    title = fix.title[:1].upper() + fix.title[1:]
    return title if fix.safety is Safety.SAFE else f"{title} (unsafe: may change numbers)"


def _is_safe(finding: Finding) -> bool:
    return any(fix.safety is Safety.SAFE for fix in finding.fixes)


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _touch(one: types.Range, other: types.Range) -> bool:
    """Whether two ranges share a line: whoever asks from the start of a line means what stands in it."""
    return one.start.line <= other.end.line and other.start.line <= one.end.line
