"""The options of `repro-lint check`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from repro_lint.model import Severity
from repro_lint.report import FORMATS
from repro_lint.settings.config import BlockForm, GpuPolicy


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the options of `repro-lint [check] PATH…`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", default=["."], help="files and folders; `-` for standard input (default: .)"
    )
    _add_fixing(parser.add_argument_group("fixing"))
    _add_judging(parser.add_argument_group("judging"))
    _add_output(parser.add_argument_group("output"))
    _add_files(parser.add_argument_group("files and running"))


def _add_fixing(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--fix", action="store_true", help="apply the safe fixes")
    add("--unsafe-fixes", action="store_true", help="apply also those that may change numbers (implies --fix)")
    add("--diff", action="store_true", help="print what --fix would change, write nothing")
    add("--add-suppressions", action="store_true", help="silence what is found by comments at the lines' ends")
    add("--seed", type=int, metavar="N", help="the seed that fixes write")
    add("--fixable", action="append", type=_names, metavar="RULES", help="make the fixes of these rules only")
    add("--unfixable", action="append", type=_names, metavar="RULES", help="make the fixes of all rules but these")
    add(
        "--block",
        choices=[form.value for form in BlockForm],
        help="seed in four steps (`four-step`, the default) or by `keras.utils.set_random_seed` alone (`keras`)",
    )
    add(
        "--gpu-policy",
        choices=[policy.value for policy in GpuPolicy],
        help="what a program that trains must do: hide the GPUs (`hide`), enable op determinism on them"
        " (`deterministic`), one of both (`either`, the default) or neither (`ignore`)",
    )


def _add_judging(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--select", action="append", type=_names, metavar="RULES", help="only these codes or names, comma-separated")
    add("--ignore", action="append", type=_names, metavar="RULES", help="all but these")
    add("--strict", action="store_true", help="raise notes to warnings")
    add("--fail-on", choices=[severity.value for severity in Severity], help="exit 1 from here on (default: error)")
    add("--exit-zero", action="store_true", help="exit 0 whatever is found; 2 where the job could not be done")
    add("--baseline", type=Path, metavar="FILE", help="leave out the findings that this file knows")
    add(
        "--write-baseline", action="store_true", help="write the findings that remain to that file, and drop stale ones"
    )


def _add_output(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--output-format", choices=FORMATS, default="text", help="how to tell the findings (default: text)")
    add("--output-file", type=Path, metavar="FILE", help="write the findings there instead of stdout")
    add("--statistics", action="store_true", help="count the findings by rule instead of listing them")
    colors = ["auto", "always", "never"]
    add("--color", choices=colors, default="auto", help="colour the output (default: on a terminal)")
    add("-q", "--quiet", action="store_true", help="on stderr, print failures only")


def _add_files(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--stdin-filename", metavar="FILE", help="the name of what is read from standard input")
    add("--force-exclude", action="store_true", help="apply the exclusions to named files too")
    add("--exclude", action="append", type=_names, metavar="PATTERNS", help="leave these out too, comma-separated")
    add("--changed-since", metavar="REV", help="only files that differ from this revision of git, or are new to it")
    add("--watch", action="store_true", help="look again after each change of a file, until you press Ctrl-C")
    add("--show-files", action="store_true", help="print the files that would be looked at, and end")
    add("--show-settings", action="store_true", help="print the settings that hold, as TOML, and end")
    add_config(group)
    add("-j", "--jobs", type=int, default=_processors(), metavar="N", help="processes (default: one per processor)")
    add("--no-cache", action="store_true", help="work everything out anew, and keep nothing for later runs")


def add_config(group: argparse._ActionsContainer) -> None:
    """Add `--config`."""
    told = "this pyproject.toml instead of the nearest one, or a setting of it, as `block=keras`; may be repeated"
    group.add_argument("--config", action="append", default=[], metavar="FILE|KEY=VALUE", help=told)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only: what this process may use, not what there is
    return len(affinity(0)) if affinity else os.cpu_count() or 1
