"""KerasCV and KerasHub: their augmentation layers take a seed as Keras' own do (by documentation, not measured)."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.keras_layers import AUGMENTATION
from repro_lint.catalog.tables import group

ROWS = group(
    "keras_cv.layers",
    "AugMix ChannelShuffle CutMix FourierMix GridMask JitteredResize MixUp Mosaic RandAugment RandomAspectRatio"
    " RandomAugmentationPipeline RandomBrightness RandomChannelShift RandomChoice RandomColorDegeneration"
    " RandomColorJitter RandomContrast RandomCrop RandomCropAndResize RandomCutout RandomFlip RandomGaussianBlur"
    " RandomHue RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom"
    " RandomlyZoomedCrop RepeatedAugmentation",
    replace(AUGMENTATION, source="keras.io keras_cv layers/augmentation {name}"),
)

PREFIXES = {"keras_cv.layers.preprocessing": "keras_cv.layers"}
