"""From what an entry point lacks to the block that provides it."""

from repro_lint.plan.block import Home, block
from repro_lint.plan.names import constant, spell
from repro_lint.plan.steps import needed, obsolete

__all__ = ["Home", "block", "constant", "needed", "obsolete", "spell"]
