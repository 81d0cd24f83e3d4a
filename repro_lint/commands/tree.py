"""The command line as one tree: the program, its commands, and the options of each.

The options of a command are added only when they are asked for, so that one command never imports what another needs.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

from repro_lint import __version__
from repro_lint.foreign import printable

EPILOG = """\
Without a command, `repro-lint PATH…` checks; `repro-lint check --help` lists its options.
A first word that is a command is taken as one: write ./check for a path of that name.
exit codes: 0 clean, 1 findings at or above --fail-on remain, 2 the job could not be done."""

SHELLS = ("bash", "zsh", "tcsh")


class Parser(argparse.ArgumentParser):
    """A parser that names the option which may have been meant, and shows what it was given safely."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and exit with 2: file names come as arguments, too."""
        super().error(printable(message))

    def refuse_unknown(self, words: Iterable[str]) -> None:
        """End with a message where options are left that nobody knows."""
        left = list(words)
        if left:
            known = [name for name in self._option_string_actions if name.startswith("--")]
            hints = [close[0] for word in left if (close := get_close_matches(word.partition("=")[0], known, n=1))]
            hint = f"; did you mean {', '.join(hints)}?" if hints else ""
            self.error(f"unrecognized arguments: {' '.join(left)}{hint}")


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `fill` adds its options, and imports what they need."""

    help: str
    fill: Callable[[Parser], None]
    description: str = ""


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What the words of a command line ask for; `command` is always among them. Ends the process for bad usage."""
    given = _with_command(words)
    parser, own = _tree([given[0]])
    args, left = parser.parse_known_args(given)
    own[args.command].refuse_unknown(left)
    return args


def whole() -> Parser:
    """The tree with all options of all commands."""
    return _tree(COMMANDS)[0]


def misspelt(word: str) -> str:
    """The command that was meant by a word which is neither a command nor a path; empty where none is likely."""
    if word in COMMANDS or not word.replace("-", "").isalpha() or os.path.lexists(word):
        return ""
    return next(iter(get_close_matches(word, COMMANDS, n=1, cutoff=0.7)), "")


def _with_command(words: Sequence[str]) -> list[str]:
    first = words[0] if words else ""
    named = first in COMMANDS or first in ("-h", "--help", "-V", "--version")
    return list(words) if named else ["check", *words]


def _tree(filled: Iterable[str]) -> tuple[Parser, dict[str, Parser]]:
    """The parser of the program with those commands filled, and the parser of each command."""
    program = Parser(
        prog="repro-lint",
        description="Find every draw of randomness that no fixed seed governs, and repair it.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    program.add_argument("-V", "--version", action="version", version=f"repro-lint {__version__}")
    commands: Any = program.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    own: dict[str, Parser] = {}
    for name, command in COMMANDS.items():
        about = command.description or f"{command.help[0].upper()}{command.help[1:]}."
        own[name] = commands.add_parser(name, help=command.help, description=about)
        if name in filled:
            command.fill(own[name])
    return program, own


def _check(parser: Parser) -> None:
    from repro_lint.commands import check_options

    check_options.fill(parser)


def _rules(parser: Parser) -> None:
    parser.add_argument(
        "--output-format", choices=["text", "json", "markdown"], default="text", help="how to list them (default: text)"
    )


def _explain(parser: Parser) -> None:
    parser.add_argument("rule", metavar="RULE", help="its code or its name")


def _explain_finding(parser: Parser) -> None:
    from repro_lint.commands import explain_finding

    explain_finding.fill(parser)


def _server(parser: Parser) -> None:
    from repro_lint.lsp import options

    options.fill(parser)


def _runtime(name: str) -> Callable[[Parser], None]:
    def fill(parser: Parser) -> None:
        from repro_lint.runtime import options

        parser.allow_abbrev = False
        options.FILL[name](parser)

    return fill


def _completion(parser: Parser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="the shell that is to read the script")


def _clean(_: Parser) -> None:
    """Nothing to choose."""


_CLEAN = "Remove the cache of this user: what is kept of files and findings, so that they are not worked out again."
_STORY = (
    "Tell everything about the draws and seed calls of one line: what a draw draws from, by which calls each entry"
    " point reaches it, what governs it there or why nothing does, and its severity."
)
COMMANDS = {
    "check": Command(
        "find the draws that no fixed seed governs, and repair them with --fix (the default command)", _check
    ),
    "rules": Command("list the rules", _rules),
    "explain": Command("say what a rule is about", _explain),
    "explain-finding": Command("tell the full story of one line", _explain_finding, _STORY),
    "verify": Command("run a program twice and say where the runs part", _runtime("verify")),
    "run": Command("start a program reproducibly, without editing it", _runtime("run")),
    "gpu": Command("say whether the GPUs are really hidden", _runtime("gpu")),
    "env": Command("collect what a result depends on besides the program", _runtime("env")),
    "clean": Command("remove what earlier runs left in the cache", _clean, _CLEAN),
    "completion": Command("print what a shell needs to complete commands, options and rules", _completion),
    "server": Command("serve findings and fixes to an editor (Language Server Protocol)", _server),
}
