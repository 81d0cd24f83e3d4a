"""The subcommands that run programs: `gpu`, `verify`, `run`, `env`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

Handler = Callable[[argparse.Namespace], int]


def main(argv: list[str]) -> int:
    """Run `argv[0]` with the rest as its arguments.

    Returns 0 when all is well, 1 when it is not (a GPU is visible, runs differ), 2 when that could not be established.
    """
    options, program = _split(argv)
    arguments = _parser().parse_args(options)
    module = getattr(arguments, "module", [])
    arguments.program = [*getattr(arguments, "words", []), *(["-m", *module] if module else []), *program]
    handler: Handler = arguments.handler
    before = signal.signal(signal.SIGTERM, _asked_to_end)
    try:
        return handler(arguments)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except (FileNotFoundError, PermissionError, RuntimeError, ValueError) as error:
        _say(f"repro-lint: {error}")
        return 2
    finally:
        signal.signal(signal.SIGTERM, before)


def _asked_to_end(number: int, _frame: object) -> NoReturn:
    """Leave as by an exception, so that what was started is ended and what was copied removed."""
    raise SystemExit(128 + number)


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Everything after `--` belongs to the program."""
    if "--" in argv:
        at = list(argv).index("--")
        return list(argv[:at]), list(argv[at + 1 :])
    return list(argv), []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="repro-lint", allow_abbrev=False)
    commands = parser.add_subparsers(required=True)
    _gpu_options(commands.add_parser("gpu", help="are the GPUs really hidden?"))
    _verify_options(commands.add_parser("verify", help="run a program twice and say where the runs part"))
    _run_options(commands.add_parser("run", help="start a program reproducibly, without editing it"))
    _env_options(commands.add_parser("env", help="what a result depends on besides the program"))
    return parser


def _gpu_options(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(handler=_gpu)
    _python_option(parser)
    parser.add_argument("--json", action="store_true", help="with a program: the last line of standard error")
    parser.add_argument("--timeout", type=_positive, default=120.0, metavar="S", help="seconds (default 120)")
    parser.add_argument("--expect", choices=["hidden", "visible"], default="hidden")
    parser.epilog = "With `-- python train.py ARGS`: checks inside that program's process, at its end."


def _verify_options(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(handler=_verify)
    _python_option(parser)
    _program_arguments(parser)
    parser.add_argument("--runs", type=_at_least_two, default=2, metavar="N")
    parser.add_argument("--timeout", type=_positive, default=1800.0, metavar="S", help="seconds for each run")
    parser.add_argument("--vary", type=_variations, default=frozenset({"hash-seed"}), metavar="WHAT",
                        help="hash-seed, listing, threads (comma-separated; default hash-seed)")  # fmt: skip
    parser.add_argument("--in-place", action="store_true", help="run in this folder, not in copies of it")
    parser.add_argument("--ignore-stdout", action="store_true")
    parser.add_argument("--fine", action="store_true", help="compare every batch")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with the curves of all runs")
    parser.add_argument("--under-run", action="store_true", help="start each run as `repro-lint run` does")
    _seeding_options(parser)


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(handler=_run)
    _python_option(parser)
    _program_arguments(parser)
    parser.add_argument("--no-streams", action="store_true", help="set variables only, seed no stream")
    _seeding_options(parser)


def _env_options(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(handler=_env)
    _python_option(parser)
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("A", "B"))
    parser.add_argument("--no-gpu", action="store_true", help="do not import TensorFlow")
    parser.add_argument("--timeout", type=_positive, default=120.0, metavar="S")


def _program_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-m", dest="module", nargs=argparse.REMAINDER, default=[], metavar="MODULE ARGS")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="PROGRAM", help="train.py ARGS, or notebook.ipynb")


def _python_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--python", metavar="EXE", help="the interpreter to use (default: this one)")


def _seeding_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=42, metavar="N")
    parser.add_argument("--gpu", choices=["hide", "deterministic", "keep"], default="hide")


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
    from repro_lint.runtime.verify import VARIATIONS

    names = frozenset(filter(None, text.split(",")))
    if names - set(VARIATIONS):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(VARIATIONS)}")
    return names


def _gpu(arguments: argparse.Namespace) -> int:
    from repro_lint.runtime import gpu

    status = 0
    if arguments.program:
        status, report = gpu.watch(arguments.program, arguments.python)
    else:
        report = gpu.probe(arguments.python or sys.executable, arguments.timeout)
    _show_gpu(report, as_json=arguments.json, to_stderr=bool(arguments.program))
    if status:
        return status
    if report.verdict is gpu.GpuVerdict.UNKNOWN:
        return 2
    return int((report.verdict is gpu.GpuVerdict.VISIBLE) != (arguments.expect == "visible"))


def _show_gpu(report: object, *, as_json: bool, to_stderr: bool) -> None:
    from repro_lint.runtime.gpu import GpuReport
    from repro_lint.runtime.show import gpu_rows

    assert isinstance(report, GpuReport)
    stream = sys.stderr if to_stderr else sys.stdout
    if as_json:
        indent = None if to_stderr else 2
        stream.write(json.dumps(report.as_json(), indent=indent) + "\n")
    elif stream.isatty():
        from rich.console import Console
        from rich.table import Table

        table = Table(show_header=False)
        for name, value in gpu_rows(report):
            table.add_row(name, value)
        Console(file=stream).print(table)
    else:
        stream.write("".join(f"{name:<20}{value}\n" for name, value in gpu_rows(report)))


def _verify(arguments: argparse.Namespace) -> int:
    from repro_lint.runtime import show, verify, zero_edit

    if arguments.html and not arguments.html.absolute().parent.is_dir():
        raise FileNotFoundError(f"there is no folder for {arguments.html}")
    under = arguments.under_run
    job = verify.Job(
        words=_program(arguments),
        runs=arguments.runs,
        timeout=arguments.timeout,
        vary=arguments.vary,
        in_place=arguments.in_place,
        ignore_stdout=arguments.ignore_stdout,
        fine=arguments.fine,
        python=arguments.python,
        seed=arguments.seed if under else None,
        environment=zero_edit.variables(arguments.seed, arguments.gpu) if under else {},
    )
    verdict = verify.verify(job, _say)
    answer = json.dumps(show.verdict_json(verdict), indent=2) if arguments.json else show.verdict_text(verdict)
    sys.stdout.write(answer + "\n")
    if arguments.html:
        from repro_lint.runtime import environment, page

        found = environment.collect(arguments.python or sys.executable, timeout=120, devices=_uses_tensorflow(verdict))
        arguments.html.write_text(page.render(verdict, found, " ".join(job.words)), encoding="utf-8")
    return ("identical", "differs", "unknown").index(verdict.verdict)


def _uses_tensorflow(verdict: object) -> bool:
    return any("tensorflow" in run.versions for run in getattr(verdict, "runs", ()))


def _run(arguments: argparse.Namespace) -> int:
    from repro_lint.runtime import zero_edit

    seed = None if arguments.no_streams else arguments.seed
    words = _program(arguments)
    variables = zero_edit.variables(arguments.seed, arguments.gpu)
    _say(zero_edit.describe(variables, seed))
    return zero_edit.start(words, arguments.python, variables, seed)


def _env(arguments: argparse.Namespace) -> int:
    from repro_lint.runtime import environment

    if arguments.compare:
        first, second = map(_read_json, arguments.compare)
        rows = environment.differences(first, second)
        sys.stdout.write("".join(f"{key}: {ours} | {theirs}\n" for key, ours, theirs in rows) or "no difference\n")
        return int(bool(rows))
    found = environment.collect(
        arguments.python or sys.executable, timeout=arguments.timeout, devices=not arguments.no_gpu
    )
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is no output of `repro-lint env`: {error}") from None
    return found


def _program(arguments: argparse.Namespace) -> tuple[str, ...]:
    if not arguments.program:
        raise ValueError("name a program: `train.py`, `notebook.ipynb`, or `-- python train.py ARGS`")
    return tuple(arguments.program)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
