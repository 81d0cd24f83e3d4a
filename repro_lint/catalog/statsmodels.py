"""statsmodels: simulations draw from the entropy of the system, those that take no `rng` from NumPy's stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
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
_OBJECT = Row("", Role.OBJECT, "statsmodels.org {name}")
# Shocks that are given are not drawn.
_SIMULATION = replace(_DRAW, never_if=({"measurement_shocks": (Given.OBJECT,), "state_shocks": (Given.OBJECT,)},))
_GLOBAL = replace(_DRAW, streams=NUMPY, seed=None, seed_aliases=(), fix="")
# A model, what fitting it gives, and the functions under which people import it.
_STATE_SPACE, _FITTED = (f"statsmodels.tsa.statespace.mlemodel.{name}" for name in ("MLEModel", "MLEResults"))
_SMOOTHING = "statsmodels.tsa.api.ExponentialSmoothing"
_SMOOTHED = "statsmodels.tsa.holtwinters.HoltWintersResults"
_SWITCHING = "statsmodels.tsa.regime_switching.markov_switching.MarkovSwitching"
_VECTORS = "statsmodels.tsa.api.VAR"
_VECTORS_FITTED = "statsmodels.tsa.vector_ar.var_model.VARResults"
_MODELS = {
    _STATE_SPACE: "SARIMAX ARIMA UnobservedComponents VARMAX DynamicFactor",
    _SMOOTHING: "ExponentialSmoothing Holt SimpleExpSmoothing",
    _SWITCHING: "MarkovRegression MarkovAutoregression",
    _VECTORS: "VAR",
}
_SIMULATED = (
    "nsimulations measurement_shocks state_shocks initial_state anchor repetitions exog extend_model extend_kwargs"
)
_PREPARED = "pretransformed_measurement_shocks pretransformed_state_shocks pretransformed_initial_state rng"
_COPULAS = "ClaytonCopula FrankCopula GaussianCopula GumbelCopula IndependenceCopula StudentTCopula"
_PROCESS = "statsmodels.tsa.arima_process.ArmaProcess"
_NAMED = tuple((kind, name) for kind, names in _MODELS.items() for name in names.split())

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
    *(Row(f"statsmodels.tsa.api.{name}", Role.OBJECT, "statsmodels.org tsa", returns=kind) for kind, name in _NAMED),
    *group(_STATE_SPACE, "fit filter smooth", replace(_OBJECT, returns=_FITTED)),
    *group(_SMOOTHING, "fit", replace(_OBJECT, returns=_SMOOTHED)),
    *group(_VECTORS, "fit", replace(_OBJECT, returns=_VECTORS_FITTED)),
    *table(_STATE_SPACE, f"simulate params {_SIMULATED} transformed includes_fixed {_PREPARED}", _SIMULATION),
    *table(_FITTED, f"simulate {_SIMULATED} {_PREPARED}", _SIMULATION),
    *table(
        _SMOOTHED,
        "simulate nsimulations anchor repetitions error random_errors",
        replace(_DRAW, never_if=({"random_errors": (Given.OBJECT,)},)),
    ),
    *table(_VECTORS_FITTED, "simulate_var steps offset rng", _DRAW),
    *table(
        _SWITCHING,
        "fit start_params transformed cov_type cov_kwds method maxiter full_output disp callback return_params em_iter"
        " search_reps search_iter search_scale rng",
        replace(_DRAW, defaults={"search_reps": 0}, draws_if=({"search_reps": (Given.ABOVE_ZERO,)},)),
    ),
    *table("statsmodels.tsa.vector_ar.util", "varsim coefs intercept sig_u steps initial_values rng", _DRAW),
)

_HOMES = {
    "arima.model": "ARIMA",
    "statespace.api": "SARIMAX UnobservedComponents VARMAX DynamicFactor",
    "statespace.sarimax": "SARIMAX",
    "holtwinters": "ExponentialSmoothing Holt SimpleExpSmoothing",
    "regime_switching.markov_regression": "MarkovRegression",
    "regime_switching.markov_autoregression": "MarkovAutoregression",
    "vector_ar.var_model": "VAR",
}
_TSA = "statsmodels.tsa.api"
PREFIXES: Mapping[str, str] = {"statsmodels.api.tsa": _TSA, "statsmodels.api.tsa.statespace": _TSA}
ALIASES: Mapping[str, str] = {
    "statsmodels.imputation.api.MICEData": "statsmodels.imputation.mice.MICEData",
    **{f"statsmodels.tsa.{home}.{name}": f"{_TSA}.{name}" for home, names in _HOMES.items() for name in names.split()},
    f"{_TSA}.ArmaProcess": _PROCESS,
    f"{_TSA}.arma_generate_sample": "statsmodels.tsa.arima_process.arma_generate_sample",
}
