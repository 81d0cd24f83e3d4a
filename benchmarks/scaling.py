"""How the time of a run grows with the program: `python benchmarks/scaling.py [NAME…]`.

Each shape is generated at several sizes and linted in a process of its own. `growth` is the exponent between the
last two sizes: 1 is linear, 2 quadratic. `verdict` counts errors, warnings and notes at the largest size, so that
a bound that was hit shows.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from shapes import SHAPES, Files

LIMIT = 120  # seconds


def _processor_time() -> float:
    """What all ended child processes have used: other load on the machine does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(files: Files) -> tuple[float, str]:
    """Seconds of processor time, and the verdict in short."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "repro_lint", "--output-format", "json", "-j", "1", "--no-cache", folder]
        start = _processor_time()
        try:
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=LIMIT, check=False)
        except subprocess.TimeoutExpired:
            return math.inf, f"over {LIMIT} s"
        seconds = _processor_time() - start
    try:
        document = json.loads(done.stdout)
    except ValueError:
        return seconds, f"exit {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
    summary = document["summary"]
    failed = f" {document['failures'][0]['message'][:60]}" if document["failures"] else ""
    return seconds, f"{summary['errors']} E {summary['warnings']} W {summary['notes']} N{failed}"


def rows(wanted: list[str]) -> Iterator[str]:
    """One line of the table for each shape."""
    base, _ = measure({"main.py": "import random\n"})
    yield f"empty program: {base:.2f} s\n"
    for shape, sizes in SHAPES.items():
        if wanted and shape.__name__ not in wanted:
            continue
        found = [measure(shape(size)) for size in sizes]
        own = [max(0.01, seconds - base) for seconds, _ in found]
        growth = math.log(own[-1] / own[-2]) / math.log(sizes[-1] / sizes[-2])
        times = "  ".join(f"{size:>6}: {seconds:6.2f} s" for size, (seconds, _) in zip(sizes, found, strict=True))
        yield f"{shape.__name__:<24}{times}  growth {growth:5.2f}  {found[-1][1]}\n"


if __name__ == "__main__":
    for row in rows(sys.argv[1:]):
        print(row, end="", flush=True)
