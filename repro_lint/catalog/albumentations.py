"""Albumentations 2: a pipeline, and a transform that is called on its own, draws from a generator of its own."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.streams import OWN
from repro_lint.catalog.tables import group, table

PIPELINES = "Compose OneOf ReplayCompose Sequential SomeOf"
_TRANSFORM = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.28 {name}",
    rule="unseeded-draw",
    streams=(OWN,),
    methods=("__call__",),
)
_SEED = Row("", Role.SEED, "LIBRARIES §1.28", streams=(OWN,), parameters=("seed",), seed="seed")
_DRAWING = (
    "AdditiveNoise AdvancedBlur Affine AtLeastOneBBoxRandomCrop BBoxSafeRandomCrop Blur CLAHE ChannelDropout"
    " ChannelShuffle ChromaticAberration CoarseDropout CoarseDropout3D ColorJitter ConstrainedCoarseDropout CropAndPad"
    " CropNonEmptyMaskIfExists CubicSymmetry D4 Defocus Downscale ElasticTransform Emboss Erasing FDA FancyPCA"
    " FrequencyMasking GaussNoise GaussianBlur GlassBlur GridDistortion GridDropout GridElasticDeform HEStain"
    " HueSaturationValue HistogramMatching ISONoise Illumination ImageCompression MaskDropout MedianBlur Morphological"
    " Mosaic MotionBlur MultiplicativeNoise OpticalDistortion Perspective PiecewiseAffine PixelDistributionAdaptation"
    " PixelDropout PlanckianJitter PlasmaBrightnessContrast PlasmaShadow Posterize RGBShift RandomBrightnessContrast"
    " RandomCrop RandomCrop3D RandomCropFromBorders RandomCropNearBBox RandomFog RandomGamma RandomGravel"
    " RandomGridShuffle RandomRain RandomResizedCrop RandomRotate90 RandomScale RandomShadow RandomSizedBBoxSafeCrop"
    " RandomSizedCrop RandomSnow RandomSunFlare RandomToneCurve RingingOvershoot Rotate SafeRotate SaltAndPepper"
    " Sharpen ShiftScaleRotate ShotNoise Solarize Spatter SquareSymmetry Superpixels ThinPlateSpline TimeMasking"
    " TimeReverse UnsharpMask XYMasking ZoomBlur"
)
_BY_CHANCE = "AutoContrast Equalize HorizontalFlip InvertImg ToGray ToSepia Transpose VerticalFlip"  # unless p is 1
_FIXED = "CenterCrop CenterCrop3D Crop FromFloat LongestMaxSize NoOp Normalize Pad Pad3D PadIfNeeded PadIfNeeded3D"
FIXED = "albumentations.BasicTransform"

ROWS = (
    *group(
        "albumentations",
        "Compose",
        replace(
            _TRANSFORM,
            parameters=(
                *("transforms", "bbox_params", "keypoint_params", "additional_targets", "p", "is_check_shapes"),
                *("strict", "mask_interpolation", "seed"),
            ),
            seed="seed",
            fix="seed={seed}",
        ),
    ),
    *group("albumentations", PIPELINES.removeprefix("Compose "), _TRANSFORM),
    *group("albumentations", _DRAWING, _TRANSFORM),
    *group(
        "albumentations",
        _BY_CHANCE,
        replace(_TRANSFORM, defaults={"p": 0.5}, never_if=({"p": (0, 1)},)),
    ),
    *group(
        "albumentations",
        f"{_FIXED} Resize SmallestMaxSize ToFloat ToRGB BasicTransform pytorch.ToTensorV2",
        Row("", Role.OBJECT, "LIBRARIES §1.28", returns=FIXED),
    ),
    *table(
        "albumentations",
        "\n".join(f"{name}.set_random_seed seed" for name in f"{PIPELINES} {_DRAWING} {_BY_CHANCE}".split()),
        _SEED,
    ),
)
