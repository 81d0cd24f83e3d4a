"""A baseline: the JSON output of an earlier run, whose findings are not reported again."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from repro_lint.model import Report
from repro_lint.reading import read_regular
from repro_lint.report.identity import Key, key
from repro_lint.report.json import VERSION


class BaselineError(Exception):
    """The baseline cannot be read, or is not the JSON output of repro-lint."""


def load(path: Path) -> Counter[Key]:
    """How often each finding stands in the baseline. Raises `BaselineError`."""
    try:
        document: Any = json.loads(read_regular(path).decode("utf-8"))
        version = document["version"]
        known = Counter((row["rule"], row["path"], row["cell"], row["message"]) for row in document["findings"])
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BaselineError(f"{path}: not the output of `repro-lint --output-format json`") from error
    if version != VERSION:
        raise BaselineError(f"{path}: is of version {version!r}, and only {VERSION} is read: make it anew")
    return known


def without(report: Report, known: Counter[Key]) -> Report:
    """The report without the findings that the baseline knows, as often as it knows them."""
    left = known.copy()
    new = []
    for finding in report.findings:
        if left[key(finding)] > 0:
            left[key(finding)] -= 1
        else:
            new.append(finding)
    return replace(report, findings=tuple(new))
