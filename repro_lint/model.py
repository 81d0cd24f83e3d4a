"""The words every stage shares: places, edits, fixes, findings, failures and the report.

Everything here is frozen and picklable and imports nothing else of the project. Lines and columns are those a
reader sees: 1-based, columns counted in code points, ends exclusive; in a notebook `cell` is the 1-based code cell
and `line` counts within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(str, Enum):
    """What was proved about a finding."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return ("note", "warning", "error").index(self.value)


class Safety(str, Enum):
    """Whether a fix may change a number of a program that is already reproducible."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Location:
    """A span in one file, as a reader counts it. `path` is POSIX, relative to the working directory if it can be."""

    path: str
    cell: int | None
    line: int
    column: int
    end_line: int
    end_column: int


def in_words(location: Location, home: str) -> str:
    """A line as a reader of the file `home` is told it: `line 3`, `cell 2, line 1`, `line 3 of `utils.py``."""
    line = f"line {location.line}" if location.cell is None else f"cell {location.cell}, line {location.line}"
    return line if location.path == home else f"{line} of `{location.path}`"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what stands at `location` (empty: insert there) by `text`."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together: all of them are applied, or none. `note`: what they change that nobody may expect."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A further place that explains a finding."""

    location: Location
    message: str


REFUSED = "--fix cannot do it: "
"""What stands in a finding's help before the reason why there is no fix."""


@dataclass(frozen=True, slots=True)
class Witness:
    """An entry point whose run shows a finding, and why it does. `where`: in words, the line of the call at fault."""

    program: str
    cause: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule says about one place.

    `cause`: why, in words that all findings of one cause share; empty where the message says it. `witnesses`: programs
    that train come first; there are none where the caller is unknown. `in_block`: the seeding block of these programs
    settles it. `focus`: the part to underline, such as the method that draws in a chain of calls. `refused`: why there
    is no fix where there should be one.
    """

    rule: str
    name: str
    severity: Severity
    location: Location
    message: str
    help: str = ""
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    cause: str = ""
    refused: str = ""
    witnesses: tuple[Witness, ...] = ()
    in_block: bool = False
    focus: Location | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or one cell of a notebook, that could not be processed."""

    path: str
    message: str
    line: int | None = None
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was passed over and costs no verdict: a link that leads out, a line of .gitignore."""

    path: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """A fix that was made. `findings`: how many of its rule it settles."""

    rule: str
    path: str
    title: str
    findings: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A fix that could not be made, and why. `findings`: how many of its rule there are for this reason."""

    rule: str
    path: str
    line: int
    reason: str
    cell: int | None = None
    findings: int = 1


class Answer(str, Enum):
    """Whether two runs of a program give the same results."""

    REPRODUCIBLE = "reproducible"
    NOT = "not reproducible"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Program:
    """An entry point among the named files. `why`: what stands in the way of an answer; empty where there is one."""

    path: str
    answer: Answer
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What one run found. `findings` are sorted and are those that remain; `suppressed` counts the silenced ones."""

    files: int
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    applied: tuple[Applied, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    suppressed: int = 0
    not_judged: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    programs: tuple[Program, ...] = ()

    @property
    def fixed(self) -> int:
        """How many findings the fixes settled."""
        return sum(fix.findings for fix in self.applied)

    def count(self, severity: Severity) -> int:
        """How many of the findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)
