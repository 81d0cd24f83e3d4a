"""TensorFlow 1 names that live on under `tf.compat.v1`, and what trains a model without Keras."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row
from repro_lint.catalog.tables import TENSORFLOW, group, table

_V1 = "tensorflow.compat.v1"
_INITIALIZER = Row(
    "",
    Role.DRAW,
    "measured, TF 2.21: tf.compat.v1.glorot_uniform_initializer follows tf.random.set_seed",
    rule="unseeded-initializer",
    kind=Kind.MODEL,
    streams=TENSORFLOW,
    seed="seed",
    fix="seed={seed}",
)
_WEIGHTS = Row(
    "",
    Role.DRAW,
    "api docs tf.compat.v1.{name}: the default initializer is glorot_uniform_initializer",
    rule="unseeded-weights",
    kind=Kind.MODEL,
    streams=TENSORFLOW,
)

_INITIALIZERS = table(
    _V1,
    """
    glorot_normal_initializer       seed
    glorot_uniform_initializer      seed
    orthogonal_initializer          gain seed
    random_normal_initializer       mean stddev seed
    random_uniform_initializer      minval maxval seed
    truncated_normal_initializer    mean stddev seed
    uniform_unit_scaling_initializer factor seed
    variance_scaling_initializer    scale mode distribution seed
    """,
    _INITIALIZER,
) + table(
    "tensorflow.python.ops.init_ops_v2",
    """
    GlorotNormal     seed
    GlorotUniform    seed
    Orthogonal       gain seed
    RandomNormal     mean stddev seed
    RandomUniform    minval maxval seed
    TruncatedNormal  mean stddev seed
    VarianceScaling  scale mode distribution seed
    """,
    replace(
        _INITIALIZER, source="looked up in TF 2.21: the class behind tf.random_normal_initializer and its siblings"
    ),
)

_VARIABLES = (
    *table(
        _V1,
        "get_variable name shape dtype initializer",
        replace(
            _WEIGHTS,
            defaults={"initializer": None},
            draws_if=({"initializer": (Given.ABSENT,)},),
            never_if=({"shape": (Given.ABSENT,)},),  # takes the variable that is there
        ),
    ),
    *group(
        f"{_V1}.layers",
        "conv1d conv2d conv2d_transpose conv3d conv3d_transpose dense",
        replace(
            _WEIGHTS,
            defaults={"kernel_initializer": None},
            draws_if=({"kernel_initializer": (Given.ABSENT,)},),
            until="2.16",
        ),
    ),
    *group(
        f"{_V1}.layers",
        "Conv1D Conv2D Conv2DTranspose Conv3D Conv3DTranspose Dense",
        replace(
            _WEIGHTS,
            source="api docs tf.compat.v1.layers.{name}",
            defaults={"kernel_initializer": None},
            draws_if=({"kernel_initializer": (Given.ABSENT,)},),
            until="2.16",
        ),
    ),
)

_DRAWS = (
    *table(
        f"{_V1}.nn",
        "dropout x keep_prob noise_shape seed name rate",
        Row(
            "",
            Role.DRAW,
            "measured, TF 2.21: tf.compat.v1.nn.dropout follows tf.random.set_seed",
            rule="unseeded-draw",
            streams=TENSORFLOW,
            seed="seed",
            never_if=({"rate": (0, 0.0)}, {"keep_prob": (1, 1.0)}),
            fix="seed={seed}",
        ),
    ),
    *table(
        f"{_V1}.layers",
        "dropout inputs rate noise_shape seed training",
        Row(
            "",
            Role.DRAW,
            "api docs tf.compat.v1.layers.dropout",
            rule="unseeded-dropout",
            kind=Kind.MODEL,
            streams=TENSORFLOW,
            seed="seed",
            defaults={"training": False},
            never_if=({"rate": (0, 0.0)}, {"training": (False,)}),
            fix="seed={seed}",
            until="2.16",
        ),
    ),
    *table(
        _V1,
        "multinomial logits num_samples seed\nrandom.multinomial logits num_samples seed",
        Row(
            "",
            Role.DRAW,
            "api docs tf.compat.v1.multinomial",
            rule="unseeded-draw",
            streams=TENSORFLOW,
            seed="seed",
            fix="seed={seed}",
        ),
    ),
)

_DISTRIBUTION = f"{_V1}.distributions.Distribution"
_DISTRIBUTIONS = (
    *group(
        f"{_V1}.distributions",
        "Bernoulli Beta Categorical Dirichlet DirichletMultinomial Distribution Exponential Gamma Laplace Multinomial"
        " Normal StudentT Uniform",
        Row("", Role.OBJECT, "api docs tf.compat.v1.distributions.{name}", returns=_DISTRIBUTION),
    ),
    Row(
        f"{_DISTRIBUTION}.sample",
        Role.DRAW,
        "measured, TF 2.21: Normal(0., 1.).sample(3) follows tf.random.set_seed",
        rule="unseeded-draw",
        streams=TENSORFLOW,
        parameters=("sample_shape", "seed"),
        seed="seed",
        fix="seed={seed}",
    ),
)

_OPTIMIZER = f"{_V1}.train.Optimizer"
_TRAINING = Row("", Role.OBJECT, "api docs {name}", trains=True)
_TRAINERS = (
    # A tape alone differentiates; training is where its gradients are applied.
    *group("tensorflow", "GradientTape", replace(_TRAINING, trains=False, returns="tensorflow.GradientTape")),
    *group(
        f"{_V1}.train",
        "AdadeltaOptimizer AdagradDAOptimizer AdagradOptimizer AdamOptimizer FtrlOptimizer GradientDescentOptimizer"
        " MomentumOptimizer Optimizer ProximalAdagradOptimizer ProximalGradientDescentOptimizer RMSPropOptimizer",
        Row("", Role.OBJECT, "api docs tf.compat.v1.train.{name}", returns=_OPTIMIZER),
    ),
    *group(_OPTIMIZER, "minimize apply_gradients", _TRAINING),
    *group(
        "tensorflow.estimator",
        "BaselineClassifier BaselineRegressor DNNClassifier DNNLinearCombinedClassifier DNNLinearCombinedRegressor"
        " DNNRegressor Estimator LinearClassifier LinearRegressor",
        Row(
            "", Role.OBJECT, "api docs 2.15 tf.estimator.{name}", returns="tensorflow.estimator.Estimator", until="2.16"
        ),
    ),
    *group("tensorflow.estimator", "train_and_evaluate Estimator.train", replace(_TRAINING, until="2.16")),
)

ROWS = (*_INITIALIZERS, *_VARIABLES, *_DRAWS, *_DISTRIBUTIONS, *_TRAINERS)
