"""NumPy: the legacy global stream, and the generators that have a stream of their own."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.tables import ENTROPY, NUMPY, group

_DRAW = Row("", Role.DRAW, "TRUTH §1 np_rand, np_shuffle_perm_choice", rule="unseeded-draw", streams=NUMPY)
_BIT_GENERATOR = Row(
    "",
    Role.GENERATOR,
    "TRUTH §1 np_Generator_PCG64, §4.18",
    rule="unseeded-generator",
    streams=ENTROPY,
    parameters=("seed",),
    seed="seed",
    accepts="natural",
    fix="{seed}",
)
_OBJECT = Row("", Role.OBJECT, "numpy.org random/generator")

ROWS = (
    *group(
        "numpy.random",
        "beta binomial bytes chisquare choice dirichlet exponential f gamma geometric gumbel hypergeometric laplace"
        " logistic lognormal logseries multinomial multivariate_normal negative_binomial noncentral_chisquare"
        " noncentral_f normal pareto permutation poisson power rand randint randn random random_integers"
        " random_sample ranf rayleigh sample shuffle standard_cauchy standard_exponential standard_gamma"
        " standard_normal standard_t triangular uniform vonmises wald weibull zipf",
        _DRAW,
    ),
    Row(
        "numpy.random.seed",
        Role.SEED,
        "TRUTH §1 np_rand",
        streams=NUMPY,
        parameters=("seed",),
        seed="seed",
        accepts="32 bits",
    ),
    Row("numpy.random.get_state", Role.SAVE, "numpy.org random/legacy", streams=NUMPY, parameters=("legacy",)),
    Row("numpy.random.set_state", Role.RESTORE, "numpy.org random/legacy", streams=NUMPY, parameters=("state",)),
    Row(
        "numpy.random.set_bit_generator",
        Role.RESTORE,
        "numpy.org random/legacy",
        streams=NUMPY,
        parameters=("bitgen",),
        since="1.24",
    ),
    *(
        replace(_BIT_GENERATOR, name=f"numpy.random.{name}", returns=f"numpy.random.{name}")
        for name in ("MT19937", "PCG64", "PCG64DXSM", "SFC64")
    ),
    replace(
        _BIT_GENERATOR,
        name="numpy.random.Philox",
        parameters=("seed", "counter", "key"),
        never_if=({"key": (Given.PRESENT,)},),
        returns="numpy.random.Philox",
    ),
    replace(
        _BIT_GENERATOR,
        name="numpy.random.default_rng",
        source="TRUTH §1 np_default_rng",
        returns="numpy.random.Generator",
    ),
    replace(
        _BIT_GENERATOR,
        name="numpy.random.RandomState",
        source="TRUTH §1 np_RandomState",
        accepts="32 bits",
        returns="numpy.random.RandomState",
    ),
    replace(
        _BIT_GENERATOR,
        name="numpy.random.SeedSequence",
        source="numpy.org random/bit_generators",
        parameters=("entropy",),
        seed="entropy",
        returns="numpy.random.SeedSequence",
    ),
    Row("numpy.random.RandomState.seed", Role.SEED, "TRUTH §4.18", parameters=("seed",), seed="seed"),
    # Its argument is a bit generator, which has a row and is judged itself.
    replace(_OBJECT, name="numpy.random.Generator", parameters=("bit_generator",), returns="numpy.random.Generator"),
)
