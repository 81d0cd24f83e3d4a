"""The command line: arguments in, findings to stdout, all else to stderr, and an exit code.

0: nothing at or above `--fail-on` remains. 1: something does. 2: the job could not be done.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from repro_lint import console
from repro_lint.commands import tree
from repro_lint.defect import Defect, contained
from repro_lint.foreign import printable

RUNTIME = ("gpu", "verify", "run", "env")
FINDINGS, REFUSED, INTERRUPTED = 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. `argv`: without the program's name."""
    words = list(sys.argv[1:] if argv is None else argv)
    console.make_streams_safe()
    outcome = contained(lambda: _answered(words))
    return _apologise(outcome) if isinstance(outcome, Defect) else outcome


def _answered(words: list[str]) -> int:
    """The exit code of one command; the user may interrupt it, and the reader of what is printed may leave."""
    try:
        code = _dispatch(words)
        if not sys.stdout.closed:  # as the language server leaves it
            sys.stdout.flush()
    except BrokenPipeError:  # `head`, a pager: it has seen enough
        console.drop_output(sys.stdout)
        return FINDINGS
    except OSError as error:
        console.drop_output(sys.stdout)
        return _refuse(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _apologise(defect: Defect) -> int:
    """One line for what nobody foresaw, and where the whole trace is."""
    kept = defect.log()
    where = f"its trace is in {kept}" if kept else "there is no place to write its trace to"
    return _refuse(f"{defect.message} ({where})")


def _dispatch(words: list[str]) -> int:
    name = words[0] if words else ""
    if words == [name] and name in tree.COMMANDS and Path(name).exists():
        console.say(f"`{name}` is taken as the command; to lint the path, write ./{name}\n")
    if meant := tree.misspelt(name):
        return _refuse(f"there is neither a command nor a path `{name}`; did you mean `repro-lint {meant}`?")
    if name in RUNTIME:
        return _run_program(words)
    args = tree.parse(words)
    return HANDLERS[args.command](args)


def _run_program(words: list[str]) -> int:
    from repro_lint.runtime import cli, options

    own, program = options.split(words)
    return cli.handle(tree.parse(own), program)


def _check(args: argparse.Namespace) -> int:
    from repro_lint.commands import check

    try:
        return check.main(args)
    except check.RefusedError as error:
        return _refuse(error)


def _rules(args: argparse.Namespace) -> int:
    from repro_lint import explain

    outputs = {"text": _table, "json": explain.as_json, "markdown": explain.as_markdown}
    console.show(outputs[args.output_format]())
    return 0


def _table() -> str:
    from repro_lint import explain

    return explain.table(console.page(sys.stdout, "auto"))


def _explain(args: argparse.Namespace) -> int:
    from repro_lint import explain

    try:
        found = explain.find(args.rule)
        console.show(explain.page(found, console.page(sys.stdout, "auto")))
    except explain.UnknownRuleError as error:
        return _refuse(error)
    return 0


def _server(args: argparse.Namespace) -> int:
    from repro_lint.lsp import start

    return start.main(args)


def _explain_finding(args: argparse.Namespace) -> int:
    from repro_lint.commands import explain_finding
    from repro_lint.settings.pyproject import ConfigError

    try:
        told = explain_finding.tell(explain_finding.spot(args.place), args.config, console.page(sys.stdout, args.color))
    except (explain_finding.NoSuchPlaceError, ConfigError, OSError) as error:
        return _refuse(error)
    console.show(told)
    return 0


def _completion(args: argparse.Namespace) -> int:
    from repro_lint.commands import completion

    try:
        console.show(completion.script(args.shell))
    except completion.MissingError as error:
        return _refuse(error)
    return 0


def _clean(_: argparse.Namespace) -> int:
    from repro_lint.cache import store

    freed = store.Store.of_user().clean()
    console.say(f"removed {freed / 2**20:.1f} MiB\n" if freed else "there is no cache\n")
    return 0


def _refuse(error: Exception | str) -> int:
    console.say(f"repro-lint: {printable(str(error))}\n")
    return REFUSED


HANDLERS = {
    "check": _check,
    "rules": _rules,
    "explain": _explain,
    "explain-finding": _explain_finding,
    "clean": _clean,
    "completion": _completion,
    "server": _server,
}
