"""`repro-lint server`: its start, and what is said where pygls is missing."""

from __future__ import annotations

import argparse
import importlib.util
import logging
import sys
from pathlib import Path

from repro_lint import __version__, console
from repro_lint.lsp.process import Process

MISSING = "repro-lint: the language server needs pygls: pip install 'pygls>=2,<3'\n"
REFUSED = 2


def main(args: argparse.Namespace) -> int:
    """Serve until the client ends it, or itself; 1 where it did not say so before."""
    if importlib.util.find_spec("pygls") is None:
        console.say(MISSING)
        return REFUSED
    try:
        _log_to(args.log_file, args.verbose)
    except OSError as error:
        console.say(f"repro-lint: the log file cannot be written: {error}\n")
        return REFUSED
    try:
        worker = Process()  # which begins while the server is imported
    except OSError as error:
        console.say(f"repro-lint: the process that judges cannot be started: {error}\n")
        return REFUSED
    from repro_lint.lsp.server import serve

    return serve(worker, port=args.port if args.tcp or args.port else None)


def _log_to(path: Path | None, verbose: bool) -> None:
    """Standard output belongs to the protocol. Raises OSError."""
    handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, handlers=[handler])
    own = logging.getLogger("repro_lint")
    own.setLevel(logging.INFO)
    own.info("repro-lint %s, Python %s", __version__, sys.version.split()[0])
