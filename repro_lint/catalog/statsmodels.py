"""statsmodels: simulations draw from the entropy of the system, those that take no `rng` from NumPy's stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import ENTROPY, NUMPY, group, table

_DRAW = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.22 {name}",
    rule="unseeded-draw",
    streams=ENTROPY,
    seed="rng",
    seed_aliases=("seed", "random_state"),  # before 0.15
    fix="rng={seed}",
)
_GLOBAL = replace(_DRAW, streams=NUMPY, seed=None, seed_aliases=(), fix="")
_COPULAS = "ClaytonCopula FrankCopula GaussianCopula GumbelCopula IndependenceCopula StudentTCopula"
_PROCESS = "statsmodels.tsa.arima_process.ArmaProcess"

ROWS = (
    *table("statsmodels.tsa.arima_process", "arma_generate_sample ar ma nsample scale distrvs axis burnin", _GLOBAL),
    Row(_PROCESS, Role.OBJECT, "statsmodels.org ArmaProcess", parameters=("ar", "ma"), returns=_PROCESS),
    *table(_PROCESS, "generate_sample nsample scale distrvs axis burnin", _GLOBAL),
    *group(
        _PROCESS, "from_coeffs from_estimation from_roots", Row("", Role.OBJECT, "statsmodels.org", returns=_PROCESS)
    ),
    *table(
        "statsmodels.imputation.mice",
        "MICEData data perturbation_method k_pmm history_callback rng",
        replace(_DRAW, methods=("update", "update_all", "next_sample")),
    ),
    *(
        Row(f"statsmodels.distributions.copula.api.{name}", Role.OBJECT, "statsmodels.org", returns=_BASE)
        for name in _COPULAS.split()
        for _BASE in (f"statsmodels.distributions.copula.api.{name}",)
    ),
    *table(
        "statsmodels.distributions.copula.api",
        "\n".join(f"{name}.rvs nobs args rng" for name in _COPULAS.split()),
        _DRAW,
    ),
    *table("statsmodels.tsa.vector_ar.util", "varsim coefs intercept sig_u steps initial_values rng", _DRAW),
)

PREFIXES: Mapping[str, str] = {
    "statsmodels.api.tsa": "statsmodels.tsa.arima_process",
    "statsmodels.tsa.api": "statsmodels.tsa.arima_process",
}
ALIASES: Mapping[str, str] = {"statsmodels.imputation.api.MICEData": "statsmodels.imputation.mice.MICEData"}
