"""No program of 100 lines takes more than 5 seconds of CPU or 500 MB, whatever it consists of."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import bombs
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

resource = pytest.importorskip("resource")
SECONDS = 5
BYTES = 500 << 20
ROUNDS = 4  # looks that fixing may take


def nested(depth: int, head: str, last: str) -> str:
    """`head`, which may have two lines, around itself."""
    lines = [" " * (1 + i) + line for i in range(depth) for line in head.splitlines()]
    return "\n".join(["import random, sys", "def f(c):", *lines, " " * (1 + depth) + last, "f(len(sys.argv))", ""])


def redefined(depth: int, count: int) -> str:
    """A class that derives from itself, again and again inside loops that ask for it."""
    loops = [" " * i + "while len(sys.argv) in C:" for i in range(depth)]
    return "\n".join(["import sys", "class C: pass", *loops, *[" " * depth + "class C(C): n = 1"] * count, ""])


def limited(path: Path, options: tuple[str, ...], seconds: int) -> None:
    """Run the linter over one file in a process of limited means."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

    command = [sys.executable, "-m", "repro_lint", *options, str(path)]
    done = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr or f"ended by signal {-done.returncode}"


@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@example(nested(19, "try: print(random.random())\nfinally:", "print(random.random())"))
@example(nested(19, "try: return random.random()\nfinally:", "print(random.random())"))
@example(nested(18, "for i in range(9):", "print(random.random())"))
@example(nested(18, "while c:", "c += random.random()"))
@example(redefined(18, 75))
@example("import random\na = 1\n" + "a = (a, [a, a]) if random.random() < 0.5 else {a: a}\n" * 95)
@given(bombs.PROGRAMS)
def test_a_program_of_100_lines_takes_little_time_and_memory(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bomb.py")
        path.write_text(text, encoding="utf-8")
        limited(path, ("--output-format", "json"), SECONDS)
        limited(path, ("--diff", "--unsafe-fixes"), ROUNDS * SECONDS)
