"""`python -m bench`: judges many programs, or shows one."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timezone
from functools import partial
from itertools import chain

from bench.compose import compose
from bench.judge import BROKEN, RIGHT, Outcome, judge
from bench.known import known


def main() -> int:
    """The command; its exit status is 1 where fewer than `--at-least` per cent of the programs are right."""
    arguments = _arguments()
    if arguments.show is not None:
        program = compose(arguments.show, tensorflow=arguments.tensorflow)
        print(*program.idioms, sep="\n")
        print(program.text)
        return 0
    first = _today() if arguments.today else arguments.first
    with ProcessPoolExecutor(arguments.jobs) as pool:
        numbers = range(first, first + arguments.count)
        outcomes = list(pool.map(partial(judge, tensorflow=arguments.tensorflow), numbers, chunksize=4))
    print(told(outcomes, texts=not arguments.brief))
    judged = [one for one in outcomes if one.kind != BROKEN and not known(one)]
    right = sum(one.kind == RIGHT for one in judged)
    share = 100 * right / max(1, len(judged))
    print(f"bench: {right} right of {len(judged)} ({share:.1f} %), from {first}; {_counted(outcomes)}")
    return int(share < arguments.at_least)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100, help="how many programs")
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="NUMBER", help="number of the first one")
    parser.add_argument("--today", action="store_true", help="begin at a number that the date gives")
    parser.add_argument("--tensorflow", action="store_true", help="programs whose first draw is TensorFlow's")
    parser.add_argument("--at-least", type=float, default=100.0, metavar="PERCENT", help="share that must be right")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--brief", action="store_true", help="without the text of wrong programs")
    parser.add_argument("--show", type=int, metavar="NUMBER", help="print one program instead")
    return parser.parse_args()


def _today() -> int:
    """A thousand numbers belong to each day."""
    return int(f"{datetime.now(timezone.utc):%Y%m%d}") * 1000


def told(outcomes: Sequence[Outcome], *, texts: bool) -> str:
    """The wrong programs, those with the idiom that is most often wrong first."""
    wrong = [one for one in outcomes if one.kind != RIGHT and not known(one)]
    counts = Counter(chain.from_iterable(one.program.idioms for one in wrong))
    lines = [f"{count:4} {idiom}" for idiom, count in counts.most_common(12)] if len(wrong) > 3 else []
    for one in sorted(wrong, key=lambda one: (one.kind, max(-counts[idiom] for idiom in one.program.idioms))):
        lines.append(f"== {one.program.number} {one.kind}: {one.detail}\n   {' '.join(one.program.idioms)}")
        lines += [one.program.text] if texts else []
    return "\n".join(lines)


def _counted(outcomes: Sequence[Outcome]) -> str:
    kinds = Counter(f"{one.kind}, known" if known(one) else one.kind for one in outcomes)
    notes = sum(one.notes for one in outcomes if one.kind == RIGHT)
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) + f"; {notes} notes and warnings"


if __name__ == "__main__":
    sys.exit(main())
