"""What PyTorch has no deterministic algorithm for on a GPU, by its documentation; it raises where one is asked for."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.tables import group

_ROW = Row("", Role.NO_ALGORITHM, "TORCH §6 {name}")
_SMOOTH = ("linear", "bilinear", "bicubic", "trilinear")
_INTERPOLATES = replace(
    _ROW,
    parameters=("input", "size", "scale_factor", "mode"),
    defaults={"mode": "nearest"},
    draws_if=({"mode": _SMOOTH},),
)

ROWS = (
    *group(
        "torch.nn",
        "AdaptiveAvgPool3d AdaptiveMaxPool2d AvgPool3d CTCLoss MaxUnpool1d MaxUnpool2d MaxUnpool3d ReflectionPad1d"
        " ReflectionPad2d ReflectionPad3d UpsamplingBilinear2d",
        _ROW,
    ),
    *group("torch.nn", "Upsample", replace(_INTERPOLATES, parameters=("size", "scale_factor", "mode"))),
    *group(
        "torch.nn.functional",
        "adaptive_avg_pool3d adaptive_max_pool2d avg_pool3d ctc_loss grid_sample max_unpool1d max_unpool2d"
        " max_unpool3d",
        _ROW,
    ),
    *group("torch.nn.functional", "interpolate upsample", _INTERPOLATES),
    *group("torch", "histc", _ROW),
    *group(
        "torch",
        "bincount",
        replace(_ROW, parameters=("input", "weights"), draws_if=({"weights": (Given.PRESENT,)},)),
    ),
)
