"""PyTorch: the global stream, the calls that set it, explicit generators, and the functions that draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row, Stream
from repro_lint.catalog.tables import ENTROPY, group, table

# `torch.manual_seed` sets the stream of the CPU and, by the documentation, those of all devices.
STREAM = Stream("torch", ("torch.manual_seed",), turn=4, aliases=("torch",), library="torch")
STREAMS = (STREAM,)
TORCH = (STREAM,)
OWN_GENERATOR = "generator={torch.Generator}().manual_seed({seed})"

_DRAW = Row("", Role.DRAW, "TORCH §3 {name}", rule="unseeded-draw", streams=TORCH, seed="generator")
_SEED = Row("", Role.SEED, "TORCH §2.15", streams=TORCH, parameters=("seed",), seed="seed", accepts="64 bits")
_DEFAULT = replace(_SEED, returns="torch.default_generator", source="TORCH §2.16")
_DEVICE = replace(_SEED, source="TORCH §2.18", streams=())
_NO_SEED = replace(_DRAW, seed=None)
_DROPOUT = replace(_NO_SEED, rule="unseeded-dropout", kind=Kind.MODEL)
_NOTHING_TO_DROP = ({"p": (0, 0.0, 1, 1.0)},)

_SEEDS = (
    *group("torch", "manual_seed default_generator.manual_seed", _DEFAULT),
    Row("torch.seed", Role.SEED, "TORCH §1.11", streams=TORCH, seed="seed"),
    Row("torch.default_generator.seed", Role.SEED, "TORCH §1.11", streams=TORCH, seed="seed"),
    *group("torch.cuda", "manual_seed manual_seed_all", _DEVICE),
    *group("torch", "mps.manual_seed xpu.manual_seed xpu.manual_seed_all", _DEVICE),
    *group("torch.cuda", "seed seed_all", replace(_DEVICE, parameters=())),
    Row("torch.get_rng_state", Role.SAVE, "TORCH §2.24", streams=TORCH),
    Row("torch.default_generator.get_state", Role.SAVE, "TORCH §2.24", streams=TORCH),
    Row("torch.set_rng_state", Role.RESTORE, "TORCH §2.24", streams=TORCH, parameters=("new_state",)),
    Row("torch.default_generator.set_state", Role.RESTORE, "TORCH §2.24", streams=TORCH, parameters=("new_state",)),
    # Unlike the global stream it begins with a number that never changes, until its `seed()` is called.
    Row(
        "torch.Generator",
        Role.GENERATOR,
        "TORCH §1.1",
        rule="unseeded-generator",
        streams=ENTROPY,
        parameters=("device",),
        seed="seed",
        seed_default=67280421310721,
        returns="torch.Generator",
    ),
    *(
        Row(f"torch.{name}", Role.SWITCH, "TORCH §2.28")
        for name in ("use_deterministic_algorithms", "set_deterministic_debug_mode", "set_deterministic")
    ),
    Row("torch.are_deterministic_algorithms_enabled", Role.SWITCH, "TORCH §2.28"),
    Row("torch.is_deterministic_algorithms_warn_only_enabled", Role.SWITCH, "TORCH §2.28"),
)

_FUNCTIONS = (
    *table(
        "torch",
        """
        rand size
        randn size
        randint low high size
        randperm n
        rand_like self
        randn_like self
        randint_like self low high
        normal mean std size
        bernoulli self p
        multinomial self num_samples replacement
        poisson self generator
        binomial count prob generator
        _standard_gamma self generator
        _sample_dirichlet self generator
        """,
        replace(_DRAW, never_if=({"device": ("meta",)},)),
    ),
    *group("torch", "pca_lowrank svd_lowrank testing.make_tensor", _NO_SEED),
    replace(
        _NO_SEED,
        name="torch.lobpcg",
        source="TORCH §2.27",
        parameters=("A", "k", "B", "X"),
        never_if=({"X": (Given.PRESENT,)},),
    ),
    replace(
        _DRAW,
        name="torch.quasirandom.SobolEngine",
        source="TORCH §3 torch.quasirandom.SobolEngine(scramble=True)",
        parameters=("dimension", "scramble", "seed"),
        seed="seed",
        draws_if=({"scramble": (Given.TRUTHY,)},),
    ),
    *group(
        "torch",
        "dropout dropout_ alpha_dropout alpha_dropout_ feature_dropout feature_dropout_ feature_alpha_dropout"
        " feature_alpha_dropout_ native_dropout",
        replace(
            _DROPOUT,
            source="TORCH §3 torch.{name}(train=True)",
            parameters=("input", "p", "train"),
            draws_if=({"train": (Given.TRUTHY,)},),
            never_if=_NOTHING_TO_DROP,
        ),
    ),
    *group(
        "torch",
        "rrelu rrelu_",
        replace(
            _DRAW,
            source="TORCH §3 torch.{name}(training=True)",
            parameters=("input", "lower", "upper", "training", "generator"),
            draws_if=({"training": (Given.TRUTHY,)},),
        ),
    ),
)

IN_PLACE = "normal_ uniform_ random_ exponential_ cauchy_ log_normal_ geometric_ bernoulli_"
_TENSORS = group("torch.Tensor", IN_PLACE, replace(_DRAW, source="TORCH §3 Tensor.{name}", returns="self")) + group(
    "torch.Tensor", "bernoulli multinomial", replace(_DRAW, source="TORCH §3 Tensor.{name}")
)

_FUNCTIONAL = (
    *group(
        "torch.nn.functional",
        "dropout dropout1d dropout2d dropout3d",
        replace(
            _DROPOUT,
            source="TORCH §1.10",
            parameters=("input", "p", "training", "inplace"),
            defaults={"p": 0.5, "training": True},
            draws_if=({"training": (Given.TRUTHY,)},),
            never_if=_NOTHING_TO_DROP,
        ),
    ),
    *group(
        "torch.nn.functional",
        "alpha_dropout feature_alpha_dropout",
        replace(
            _DROPOUT,
            source="TORCH §1.10",
            parameters=("input", "p", "training", "inplace"),
            defaults={"p": 0.5, "training": False},
            draws_if=({"training": (Given.TRUTHY,)},),
            never_if=_NOTHING_TO_DROP,
        ),
    ),
    *group(
        "torch.nn.functional",
        "rrelu rrelu_",
        replace(
            _NO_SEED,
            source="TORCH §1.10",
            parameters=("input", "lower", "upper", "training", "inplace"),
            draws_if=({"training": (Given.TRUTHY,)},),
        ),
    ),
    *group("torch.nn.functional", "gumbel_softmax", replace(_NO_SEED, source="TORCH §3 F.{name}")),
    *group(
        "torch.nn.functional",
        "fractional_max_pool2d fractional_max_pool3d fractional_max_pool2d_with_indices"
        " fractional_max_pool3d_with_indices",
        replace(_NO_SEED, source="TORCH §1.8", never_if=({"_random_samples": (Given.PRESENT,)},)),
    ),
    replace(
        _DROPOUT,
        name="torch.nn.functional.scaled_dot_product_attention",
        source="TORCH §2.21",
        parameters=("query", "key", "value", "attn_mask", "dropout_p"),
        defaults={"dropout_p": 0.0},
        draws_if=({"dropout_p": (Given.ABOVE_ZERO,)},),
    ),
)

_NAMES = (
    "Bernoulli Beta Binomial Categorical Cauchy Chi2 ContinuousBernoulli Dirichlet Exponential FisherSnedecor Gamma"
    " GeneralizedPareto Geometric Gumbel HalfCauchy HalfNormal Independent InverseGamma Kumaraswamy LKJCholesky Laplace"
    " LogNormal LogisticNormal LowRankMultivariateNormal MixtureSameFamily Multinomial MultivariateNormal"
    " NegativeBinomial Normal OneHotCategorical OneHotCategoricalStraightThrough Pareto Poisson RelaxedBernoulli"
    " RelaxedOneHotCategorical StudentT TransformedDistribution Uniform VonMises Weibull Wishart"
)
_SAMPLED = tuple(_NAMES.split())
_DISTRIBUTIONS = (
    Row("torch.distributions.Distribution", Role.OBJECT, "TORCH §2.25", returns="torch.distributions.Distribution"),
    *(
        Row(f"torch.distributions.{name}", Role.OBJECT, "TORCH §2.25", returns=f"torch.distributions.{name}")
        for name in _SAMPLED
    ),
    *group("torch.distributions.Distribution", "sample rsample sample_n", replace(_NO_SEED, source="TORCH §2.25")),
)

ROWS = (*_SEEDS, *_FUNCTIONS, *_TENSORS, *_FUNCTIONAL, *_DISTRIBUTIONS)

PREFIXES: Mapping[str, str] = {
    "torch.random": "torch",
    "torch._C": "torch",
    "torch.cuda.random": "torch.cuda",
    **{f"torch.distributions.{name.lower()}": "torch.distributions" for name in _SAMPLED},
    "torch.distributions.multivariate_normal": "torch.distributions",
    "torch.distributions.one_hot_categorical": "torch.distributions",
    "torch.distributions.transformed_distribution": "torch.distributions",
    "torch.distributions.distribution": "torch.distributions",
}
BASES: Mapping[str, str] = {f"torch.distributions.{name}": "torch.distributions.Distribution" for name in _SAMPLED}
