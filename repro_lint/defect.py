"""The one place that catches what nobody foresaw: a defect of ours costs the part it is in, and nothing else."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Defect:
    """An exception of ours. `summary`: the exception and our line that raised it; `trace`: all of its traceback.

    `exhausted`: no slip, but code nested deeper than Python can follow, or larger than the memory there is.
    """

    summary: str
    trace: str
    exhausted: bool = False

    @classmethod
    def of(cls, error: Exception) -> Defect:
        """What there is to tell of an exception."""
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).stem}:{frames[-1].lineno}" if frames else "?"
        exhausted = isinstance(error, (RecursionError, MemoryError))
        summary = f"{type(error).__name__}: {error} at {place}"
        return cls(summary, "".join(traceback.format_exception(error)), exhausted)

    @property
    def message(self) -> str:
        """What a failure says of it."""
        return f"a defect of repro-lint itself, please report it: {self.summary}"

    def log(self) -> Path | None:
        """The temporary file that the trace is written to; None where there is no place but the working directory."""
        try:
            if Path(tempfile.gettempdir()) == Path.cwd():
                return None
            with tempfile.NamedTemporaryFile("wb", prefix="repro-lint-", suffix=".log", delete=False) as file:
                file.write(self.trace.encode("utf-8", "backslashreplace"))
        except OSError:
            return None
        return Path(file.name)


def contained(act: Callable[[], T]) -> T | Defect:
    """What `act` gives, or the defect that ended it."""
    try:
        return act()
    except Exception as error:  # noqa: BLE001  a defect must not end in a trace, nor look like a clean program
        return Defect.of(error)
