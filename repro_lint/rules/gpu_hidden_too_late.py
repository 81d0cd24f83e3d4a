"""The GPUs are hidden after TensorFlow has initialised its devices.

Why:
    TensorFlow reads `CUDA_VISIBLE_DEVICES` when it initialises its devices, at the first device query or op.
    What is set afterwards changes nothing, and `set_visible_devices` raises.

Bad:
    import os

    import tensorflow as tf

    print(tf.config.list_physical_devices("GPU"))
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

Good:
    import os

    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    import tensorflow as tf

    print(tf.config.list_physical_devices("GPU"))

Fix:
    Hides the GPUs before TensorFlow is imported and takes the late line away, where that stands by itself at the top
    level; elsewhere it stays and changes nothing. Not in a program that asks for a GPU elsewhere. Safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.model import Severity
from repro_lint.remarks.model import Remark, Rule, SeedBlock, View, by
from repro_lint.remarks.words import short
from repro_lint.resolve.domain.streams import GPU

RULE = Rule(
    code="RPL004",
    name="gpu-hidden-too-late",
    summary="the GPUs are hidden after TensorFlow has initialised its devices",
    severity="E",
    fix="moves that line up",
)


def check(view: View) -> Iterator[Remark]:
    """One remark for each line that hides the GPUs too late."""
    for start in view.judgement.starts:
        for switch in start.switches:
            initialised = [origin.place for origin in switch.late if origin.place is not None]
            if initialised and switch.hides:
                earlier = SeedBlock(start.entry, (), switches=(GPU,), obsolete=(switch.place,))
                yield Remark(
                    RULE,
                    Severity.ERROR,
                    switch.place,
                    f"`{short(switch.api)}` hides the GPUs after TensorFlow has initialised its devices",
                    "move it up, before the devices are queried",
                    tuple((place, "the devices are initialised here") for place in sorted(initialised)),
                    repairs=() if start.gpu else (earlier,),
                    witnesses=by(start.entry),
                )
