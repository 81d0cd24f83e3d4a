"""PyTorch: loaders, samplers and splits, and the random transforms of torchvision.

Loaders and samplers draw when they are iterated. What they hold is followed by `models/torch_loaders.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import PYTHON, group, table
from repro_lint.catalog.torch_random import OWN_GENERATOR, TORCH

ITERATED = ("__iter__",)
LOADER = (
    *("dataset", "batch_size", "shuffle", "sampler", "batch_sampler", "num_workers", "collate_fn", "pin_memory"),
    *("drop_last", "timeout", "worker_init_fn", "multiprocessing_context", "generator", "prefetch_factor"),
    *("persistent_workers", "pin_memory_device", "in_order"),
)
_SAMPLER = Row(
    "",
    Role.DRAW,
    "TORCH §2.22",
    rule="unseeded-dataset",
    kind=Kind.DATA,
    streams=TORCH,
    methods=ITERATED,
    seed="generator",
    fix=OWN_GENERATOR,
)
_LOADERS = (
    replace(
        _SAMPLER,
        name="torch.utils.data.DataLoader",
        source="TORCH §3 DataLoader(shuffle=True)",
        parameters=LOADER,
        draws_if=({"shuffle": (Given.TRUTHY,)},),
    ),
    *table(
        "torch.utils.data",
        """
        RandomSampler data_source replacement num_samples generator
        WeightedRandomSampler weights num_samples replacement generator
        SubsetRandomSampler indices generator
        """,
        _SAMPLER,
    ),
    replace(
        _SAMPLER,
        name="torch.utils.data.random_split",
        source="TORCH §3 random_split",
        rule="unseeded-split",
        methods=(),
        parameters=("dataset", "lengths", "generator"),
    ),
)

_TRANSFORM = Row(
    "",
    Role.DRAW,
    "documentation of torchvision.transforms.{name}",
    rule="unseeded-augmentation",
    kind=Kind.MODEL,
    streams=TORCH,
    methods=("__call__", "forward"),
)
_NEVER = ({"p": (0, 0.0)},)
_TRANSFORMS = (
    *group(
        "torchvision.transforms",
        "RandomCrop RandomResizedCrop RandomRotation RandomAffine ColorJitter AutoAugment RandAugment"
        " TrivialAugmentWide AugMix GaussianBlur ElasticTransform RandomZoomOut RandomIoUCrop RandomShortestSize"
        " ScaleJitter MixUp CutMix GaussianNoise",
        _TRANSFORM,
    ),
    *group(
        "torchvision.transforms",
        "RandomHorizontalFlip RandomVerticalFlip RandomGrayscale RandomInvert RandomPosterize RandomSolarize"
        " RandomAutocontrast RandomEqualize RandomPhotometricDistort",
        replace(_TRANSFORM, parameters=("p",), never_if=_NEVER),
    ),
    *group("torchvision.transforms", "RandomErasing", replace(_TRANSFORM, parameters=("p",), never_if=_NEVER)),
    *group(
        "torchvision.transforms",
        "RandomPerspective",
        replace(_TRANSFORM, parameters=("distortion_scale", "p"), never_if=_NEVER),
    ),
    *group("torchvision.transforms", "RandomApply", replace(_TRANSFORM, parameters=("transforms", "p"))),
    *group("torchvision.transforms", "RandomChoice RandomOrder", replace(_TRANSFORM, streams=PYTHON)),
)

ROWS = (*_LOADERS, *_TRANSFORMS)

PREFIXES: Mapping[str, str] = {
    "torch.utils.data.dataloader": "torch.utils.data",
    "torch.utils.data.dataset": "torch.utils.data",
    "torch.utils.data.sampler": "torch.utils.data",
    "torchvision.transforms.transforms": "torchvision.transforms",
    "torchvision.transforms.v2": "torchvision.transforms",
}
