"""TensorFlow Probability: a sample without a seed draws from TensorFlow's stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.tables import TENSORFLOW, group, table

_DISTRIBUTION = "tensorflow_probability.distributions.Distribution"
_NAMES = (
    "Autoregressive Bernoulli Beta BetaBinomial Binomial Categorical Cauchy Chi Chi2 CholeskyLKJ Deterministic"
    " Dirichlet DirichletMultinomial Distribution Empirical Exponential FiniteDiscrete Gamma GammaGamma"
    " GaussianProcess GeneralizedNormal GeneralizedPareto Geometric Gumbel HalfCauchy HalfNormal HalfStudentT"
    " HiddenMarkovModel Horseshoe Independent InverseGamma InverseGaussian JointDistributionCoroutine"
    " JointDistributionNamed JointDistributionSequential Kumaraswamy LKJ Laplace LinearGaussianStateSpaceModel"
    " LogNormal Logistic LogitNormal Mixture MixtureSameFamily Moyal Multinomial MultivariateNormalDiag"
    " MultivariateNormalDiagPlusLowRank MultivariateNormalFullCovariance MultivariateNormalTriL"
    " MultivariateStudentTLinearOperator NegativeBinomial Normal OneHotCategorical OrderedLogistic Pareto"
    " PlackettLuce Poisson QuantizedDistribution RelaxedBernoulli RelaxedOneHotCategorical Sample SinhArcsinh"
    " SphericalUniform StudentT StudentTProcess TransformedDistribution Triangular TruncatedCauchy TruncatedNormal"
    " Uniform VonMises VonMisesFisher Weibull WishartTriL Zipf"
)
_SAMPLE = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.19",
    rule="unseeded-draw",
    streams=TENSORFLOW,
    seed="seed",
    fix="seed={seed}",
)

ROWS = (
    *group(
        "tensorflow_probability.distributions",
        _NAMES,
        Row("", Role.OBJECT, "tensorflow.org/probability distributions", returns=_DISTRIBUTION),
    ),
    *table(_DISTRIBUTION, "sample sample_shape seed\nexperimental_sample_and_log_prob sample_shape seed", _SAMPLE),
    *table("tensorflow_probability.mcmc", "sample_chain num_results current_state", replace(_SAMPLE, seed="seed")),
)

PREFIXES: Mapping[str, str] = {"tensorflow_probability.python": "tensorflow_probability"}
