"""The options of `repro-lint server`."""

from __future__ import annotations

import argparse
from pathlib import Path


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add("--log-file", type=Path, metavar="FILE", help="write what happens to FILE instead of stderr")
    add("--verbose", action="store_true", help="log every message as well")
    add("--stdio", action="store_true", help="speak over standard input and output (the default)")
    add("--tcp", action="store_true", help="wait for one client on a port of this machine")
    add("--port", type=int, default=0, help="the port for --tcp (default: a free one, which is logged)")
