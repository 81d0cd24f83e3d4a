"""JAX: every draw takes a key, so the value that the key was made of governs it; Flax keeps keys in `Rngs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import group, table

KEY = "jax.random.key"
_DRAW = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.25 {name}",
    rule="unseeded-draw",
    parameters=("key",),
    seed="key",
)
_KEY = Row(
    "",
    Role.GENERATOR,
    "LIBRARIES §1.25 {name}",
    rule="unseeded-generator",
    parameters=("seed",),
    seed="seed",
    accepts="given",
    fix="{seed}",
    returns=KEY,
)

ROWS = (
    *group("jax.random", "PRNGKey key", _KEY),
    *table("jax.random", "wrap_key_data key_bits_array", replace(_KEY, seed="key_bits_array", accepts="", fix="")),
    *table("jax.random", "fold_in key data", replace(_KEY, seed="data", fix="{seed}")),
    *group(
        "jax.random",
        "ball bernoulli beta binomial bits categorical cauchy chisquare choice dirichlet double_sided_maxwell"
        " exponential f gamma generalized_normal geometric gumbel laplace loggamma logistic lognormal maxwell"
        " multinomial multivariate_normal normal orthogonal pareto permutation poisson rademacher randint rayleigh t"
        " triangular truncated_normal uniform wald weibull_min",
        _DRAW,
    ),
    *group("jax.random", "clone split", Row("", Role.OBJECT, "LIBRARIES §1.25 {name}", parameters=("key", "num"))),
    *table(
        "flax.nnx",
        "Rngs default",
        replace(_KEY, source="LIBRARIES §1.26", seed="default", accepts="", returns="flax.nnx.Rngs"),
    ),
)

PREFIXES: Mapping[str, str] = {"jax._src.random": "jax.random"}
