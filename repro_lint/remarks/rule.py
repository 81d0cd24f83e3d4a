"""What a rule says about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """The metadata of one rule.

    `summary`, `severity` ("E", "W", "by proof") and `fix` (what `--fix` does about it, "–" for nothing) are one-line
    texts for tables: a finding's own severity is decided at the finding.
    """

    code: str
    name: str
    summary: str
    severity: str
    fix: str
