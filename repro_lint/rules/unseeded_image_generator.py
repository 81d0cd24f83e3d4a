"""An ImageDataGenerator whose flow, fit or transform has no seed.

Why:
    The constructor takes no seed: shuffling and augmentation draw from NumPy's stream where the generator is
    used.

Bad:
    import numpy as np
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    images = np.zeros((8, 8, 8, 3))
    datagen = ImageDataGenerator(horizontal_flip=True)
    print(next(datagen.flow(images, batch_size=4)).sum())

Good:
    import numpy as np
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    images = np.zeros((8, 8, 8, 3))
    datagen = ImageDataGenerator(horizontal_flip=True)
    print(next(datagen.flow(images, batch_size=4, seed=42)).sum())

Fix:
    Adds `seed=` to the call of `flow`, `flow_from_directory`, `flow_from_dataframe`, `fit` or
    `random_transform`.
"""

from __future__ import annotations

from collections.abc import Iterator

from repro_lint.remarks.draws import remarks
from repro_lint.remarks.model import Remark, Rule, View

RULE = Rule(
    code="RPL102",
    name="unseeded-image-generator",
    summary="an ImageDataGenerator whose flow, fit or transform has no seed",
    severity="by proof",
    fix="adds seed= to the call that draws",
)


def check(view: View) -> Iterator[Remark]:
    """The draws of this rule, by what was proved of each."""
    yield from remarks(RULE, view)
