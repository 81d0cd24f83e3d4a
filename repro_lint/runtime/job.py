"""What `verify` is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field

VARIATIONS = ("hash-seed", "listing", "threads")


@dataclass(frozen=True, slots=True)
class Job:
    """What to verify and how. `timeout` is in seconds for each run; `environment` is added to the caller's."""

    words: tuple[str, ...]
    runs: int = 2
    timeout: float = 1800.0
    vary: frozenset[str] = frozenset({"hash-seed"})
    in_place: bool = False
    ignore_stdout: bool = False
    fine: bool = False
    python: str | None = None
    seed: int | None = None
    environment: dict[str, str] = field(default_factory=dict)
