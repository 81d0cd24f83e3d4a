"""The options of the subcommands that run programs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from repro_lint.runtime.job import VARIATIONS


def split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Everything after `--` belongs to the program."""
    if "--" in argv:
        at = list(argv).index("--")
        return list(argv[:at]), list(argv[at + 1 :])
    return list(argv), []


def parser() -> argparse.ArgumentParser:
    """The parser of all four, for a process of their own."""
    parser = argparse.ArgumentParser(prog="repro-lint", allow_abbrev=False)
    commands = parser.add_subparsers(required=True)
    commands.dest = "command"
    for name, fill in FILL.items():
        fill(commands.add_parser(name))
    return parser


def _gpu_options(parser: argparse.ArgumentParser) -> None:
    _python_option(parser)
    parser.add_argument("--json", action="store_true", help="with a program: the last line of standard error")
    parser.add_argument("--timeout", type=_positive, default=120.0, metavar="S", help="seconds (default 120)")
    parser.add_argument(
        "--expect", choices=["hidden", "visible"], default="hidden", help="what is well (default: hidden)"
    )
    parser.epilog = "With `-- python train.py ARGS`: checks inside that program's process, at its end."


def _verify_options(parser: argparse.ArgumentParser) -> None:
    _python_option(parser)
    _program_arguments(parser)
    parser.add_argument("--runs", type=_at_least_two, default=2, metavar="N", help="how many (default: 2)")
    parser.add_argument("--timeout", type=_positive, default=1800.0, metavar="S", help="seconds for each run")
    parser.add_argument("--vary", type=_variations, default=frozenset({"hash-seed"}), metavar="WHAT",
                        help="hash-seed, listing, threads (comma-separated; default hash-seed)")  # fmt: skip
    parser.add_argument("--in-place", action="store_true", help="run in this folder, not in copies of it")
    parser.add_argument("--ignore-stdout", action="store_true", help="compare no output")
    parser.add_argument("--fine", action="store_true", help="compare every batch")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with the curves of all runs")
    parser.add_argument("--under-run", action="store_true", help="start each run as `repro-lint run` does")
    _seeding_options(parser)


def _run_options(parser: argparse.ArgumentParser) -> None:
    _python_option(parser)
    _program_arguments(parser)
    parser.add_argument("--no-streams", action="store_true", help="set variables only, seed no stream")
    _seeding_options(parser)


def _env_options(parser: argparse.ArgumentParser) -> None:
    _python_option(parser)
    parser.add_argument(
        "--compare", nargs=2, type=Path, metavar=("A", "B"), help="print what differs between two such collections"
    )
    parser.add_argument("--no-gpu", action="store_true", help="import neither TensorFlow nor PyTorch")
    parser.add_argument("--timeout", type=_positive, default=120.0, metavar="S", help="seconds (default: 120)")


def _program_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-m",
        dest="module",
        nargs=argparse.REMAINDER,
        default=[],
        metavar="MODULE ARGS",
        help="run a module, as `python -m` does",
    )
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="PROGRAM", help="train.py ARGS, or notebook.ipynb")


def _python_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--python", metavar="EXE",
                        help="default: of VIRTUAL_ENV, .venv or conda, else the linter's own")  # fmt: skip


def _seeding_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=42, metavar="N", help="the seed of all streams (default: 42)")
    parser.add_argument(
        "--gpu",
        choices=["hide", "deterministic", "keep"],
        default="hide",
        help="hide the GPUs (the default), make operations on them deterministic, or keep them",
    )


def _positive(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be above zero")
    return value


def _at_least_two(text: str) -> int:
    if int(text) < 2:
        raise argparse.ArgumentTypeError("two runs at least")
    return int(text)


def _variations(text: str) -> frozenset[str]:
    names = frozenset(filter(None, text.split(",")))
    if names - set(VARIATIONS):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(VARIATIONS)}")
    return names


FILL: Mapping[str, Callable[[argparse.ArgumentParser], None]] = {
    "gpu": _gpu_options,
    "verify": _verify_options,
    "run": _run_options,
    "env": _env_options,
}
