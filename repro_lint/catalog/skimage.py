"""scikit-image: every `rng` that is not given is entropy of the system; no global seed reaches it."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.tables import ENTROPY, NUMPY, table

_DRAW = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.14 {name}",
    rule="unseeded-draw",
    streams=ENTROPY,
    seed="rng",
    seed_aliases=("seed", "random_seed", "random_state"),  # before 0.21
    fix="rng={seed}",
)
_FIXED = replace(_DRAW, source="LIBRARIES §1.14 BRIEF, quickshift")

ROWS = (
    *table(
        "skimage",
        """
        util.random_noise image mode rng
        data.binary_blobs length blob_size_fraction n_dim volume_fraction rng
        draw.random_shapes image_shape max_shapes min_shapes min_size max_size num_channels shape intensity_range \
        allow_overlap num_trials rng
        measure.ransac data model_class min_samples residual_threshold is_data_valid is_model_valid max_trials \
        stop_sample_num stop_residuals_sum stop_probability rng
        morphology.medial_axis image mask return_distance
        restoration.unsupervised_wiener image psf reg user_params is_real clip
        transform.probabilistic_hough_line image threshold line_length line_gap theta rng
        graph.cut_normalized labels rag thresh num_cuts in_place max_edge
        """,
        _DRAW,
    ),
    *table(
        "skimage.feature",
        "draw_haar_like_feature image r c width height feature_coord color_positive_block color_negative_block alpha"
        " max_n_features rng",
        replace(_DRAW, draws_if=({"max_n_features": (Given.PRESENT,)},)),
    ),
    *table(
        "skimage.segmentation",
        "quickshift image ratio kernel_size max_dist return_tree sigma convert2lab rng",
        replace(_FIXED, seed_default=42),
    ),
    *table(
        "skimage.feature",
        "BRIEF descriptor_size patch_size mode sigma rng",
        replace(_FIXED, seed_default=1, methods=("extract",)),
    ),
    *table(
        "skimage.feature",
        "learn_gmm descriptors",
        replace(_DRAW, streams=NUMPY, seed="gm_args.random_state", seed_aliases=(), fix=""),
    ),
)
