"""repro-lint: finds every draw of randomness that nothing fixes, repairs it, and proves it."""

import importlib

__version__ = "0.1.0"
DISTRIBUTION = "repro-lint"
"""The name on the package index: `[project] name`."""


def load_ipython_extension(shell: object) -> None:
    """`%load_ext repro_lint`: gives a notebook the magic `%repro_lint`."""
    importlib.import_module("repro_lint.jupyter").load(shell)
