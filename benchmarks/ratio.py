"""Whether a run became slow: `python benchmarks/ratio.py`, which continuous integration calls.

The programs that the benchmarks generate are linted, and the processor time is compared with what Python needs to parse
the same files: a ratio, which hardly depends on the machine. More than half above the recorded one fails. `--record`
writes the ratio of this run instead.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import cost, parsed
from shapes import SHAPES

RECORDED = Path(__file__).with_name("ratio.txt")
ALLOWED = 1.5
COPIES = 4  # of each shape at its smallest size


def measured() -> float:
    """Processor time of a cold run on one process, as a multiple of parsing."""
    with tempfile.TemporaryDirectory() as folder:
        for shape, sizes in SHAPES.items():
            for copy in range(COPIES):
                target = Path(folder) / f"{shape.__name__}{copy}"
                target.mkdir()
                for name, text in shape(sizes[0]).items():
                    (target / name).write_text(text, encoding="utf-8")
        ours = cost([sys.executable, "-m", "repro_lint", "-q", "--no-cache", "-j", "1", "."], Path(folder)).cpu
        return ours / parsed(Path(folder)).cpu


def main() -> int:
    """The exit code: 1 where a run is much slower than recorded."""
    now = measured()
    if "--record" in sys.argv:
        RECORDED.write_text(f"{now:.1f}\n")
        return 0
    before = float(RECORDED.read_text())
    print(f"{now:.1f} times as long as parsing; recorded: {before:.1f}")
    return int(now > before * ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
