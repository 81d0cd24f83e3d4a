"""What one command costs: processor time, time that passes, memory of its largest process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PARSE = """\
import ast, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    try:
        for node in ast.walk(ast.parse(path.read_bytes())):
            pass
    except (SyntaxError, ValueError):
        pass
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """`cpu` and `wall` in seconds, `memory` in MiB, that of the largest process."""

    cpu: float
    wall: float
    memory: float


def cost(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command, its output going nowhere. Other load on the machine changes `wall` alone, or nearly so.

    The memory is no less than that of the process that measures, which is therefore to be small.
    """
    begun = time.perf_counter()
    run = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, used = os.wait4(run.pid, 0)
    run.returncode = 0  # which `wait4` has taken
    per_mib = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss / per_mib)


def parsed(folder: Path) -> Cost:
    """What Python itself needs to parse all files and to walk their trees."""
    return cost([sys.executable, "-c", PARSE, str(folder)], folder)
