"""The subcommands that run programs: `gpu`, `verify`, `run`, `env`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repro_lint import foreign
from repro_lint.runtime import interrupts, options
from repro_lint.runtime.interpreter import interpreter

Handler = Callable[[argparse.Namespace], int]


def main(argv: list[str]) -> int:
    """Run `argv[0]` with the rest as its arguments.

    Returns 0 when all is well, 1 when it is not (a GPU is visible, runs differ), 2 when that could not be established.
    """
    words, program = options.split(argv)
    return handle(options.parser().parse_args(words), program)


def handle(arguments: argparse.Namespace, program: list[str]) -> int:
    """Do what parsed arguments ask for; `program`: what stood after `--`."""
    handlers: dict[str, Handler] = {"gpu": _gpu, "verify": _verify, "run": _run, "env": _env}
    module = getattr(arguments, "module", [])
    arguments.program = [*getattr(arguments, "words", []), *(["-m", *module] if module else []), *program]
    handler = handlers[arguments.command]
    try:
        with interrupts.heeded():
            return handler(arguments)
    except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
        _say(f"repro-lint: {error}")
        return 2


def _gpu(arguments: argparse.Namespace) -> int:
    from repro_lint.runtime import gpu

    status = 0
    if arguments.program:
        status, report = gpu.watch(arguments.program, arguments.python)
    else:
        report = gpu.probe(interpreter(arguments.python), arguments.timeout)
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
        stream.write("".join(f"{name:<25}{value}\n" for name, value in gpu_rows(report)))


def _verify(arguments: argparse.Namespace) -> int:
    from repro_lint.runtime import job, show, verify, zero_edit

    if arguments.html and not arguments.html.absolute().parent.is_dir():
        raise FileNotFoundError(f"there is no folder for {arguments.html}")
    under = arguments.under_run
    asked = job.Job(
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
    verdict = verify.verify(asked, _say)
    told = show.verdict_text(verdict)
    answer = json.dumps(show.verdict_json(verdict), indent=2) if arguments.json else foreign.printable_lines(told)
    sys.stdout.write(answer + "\n")
    if arguments.html:
        from repro_lint.runtime import environment, page

        found = environment.collect(interpreter(arguments.python), timeout=120, devices=_sees_devices(verdict))
        text = page.render(verdict, found, " ".join(asked.words))
        arguments.html.write_text(foreign.printable_lines(text), encoding="utf-8")
    return ("identical", "differs", "unknown").index(verdict.verdict)


def _sees_devices(verdict: object) -> bool:
    return any({"tensorflow", "torch"} & set(run.versions) for run in getattr(verdict, "runs", ()))


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
    found = environment.collect(interpreter(arguments.python), timeout=arguments.timeout, devices=not arguments.no_gpu)
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
    sys.stderr.write(foreign.printable_lines(text) + "\n")
