"""From what an entry point lacks to the block that provides it."""

from repro_lint.fixes.need import SWITCHES, Step
from repro_lint.seed_block.block import Home, block
from repro_lint.seed_block.commented import commented
from repro_lint.seed_block.helpers import completed, seeding_calls
from repro_lint.seed_block.names import SEED, constant, own_number, spell
from repro_lint.seed_block.options import empty_places
from repro_lint.seed_block.steps import Steps, needed, obsolete, seeded_by, thrown
from repro_lint.seed_block.trial import after

__all__ = [
    "SEED",
    "SWITCHES",
    "Home",
    "Step",
    "Steps",
    "after",
    "block",
    "commented",
    "completed",
    "constant",
    "empty_places",
    "needed",
    "obsolete",
    "own_number",
    "seeded_by",
    "seeding_calls",
    "spell",
    "thrown",
]
