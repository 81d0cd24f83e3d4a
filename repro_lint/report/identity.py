"""When two findings of different runs are the same one: rule, file, cell and message, never the line."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from repro_lint.model import Finding

Key = tuple[str, str, int | None, str]


def key(finding: Finding) -> Key:
    """What stays the same when lines move."""
    return finding.rule, finding.location.path, finding.location.cell, finding.message


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """One stable text per finding, in order; findings of one key are told apart by counting them."""
    seen: Counter[Key] = Counter()
    result = []
    for finding in findings:
        seen[key(finding)] += 1
        text = repr((*key(finding), seen[key(finding)]))
        result.append(hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest())
    return tuple(result)
