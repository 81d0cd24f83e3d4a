"""SciPy: distributions, random matrices, resampling and stochastic optimisers.

Since SciPy 1.15 the seed may also be called `rng`; the older name given here is accepted by every version. Streams
were measured with SciPy 1.17: without a seed most functions draw from NumPy's global stream, the quasi-random
engines from fresh entropy.
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.tables import ALWAYS, ENTROPY, NUMPY, group, table

_RVS = Row(
    "",
    Role.DRAW,
    "measured, SciPy 1.17: scipy.stats.norm.rvs follows numpy.random.seed",
    rule="unseeded-draw",
    streams=NUMPY,
    seed="random_state",
    fix="random_state={seed}",
)
_MEASURED = replace(_RVS, source="measured, SciPy 1.17: {name}", never_if=({"rng": (Given.PRESENT,)},))
_BY_SEED = replace(_MEASURED, seed="seed", fix="seed={seed}")
_FROZEN = Row("", Role.OBJECT, "docs.scipy.org stats", returns="scipy.stats.rv_frozen")

_DISTRIBUTIONS = (
    "alpha anglit arcsine argus bernoulli beta betabinom betanbinom betaprime binom boltzmann bradford burr burr12"
    " cauchy chi chi2 cosine crystalball dgamma dlaplace dpareto_lognorm dweibull erlang expon exponnorm exponpow"
    " exponweib f fatiguelife fisk foldcauchy foldnorm gamma gausshyper genexpon genextreme gengamma genhalflogistic"
    " genhyperbolic geninvgauss genlogistic gennorm genpareto geom gibrat gompertz gumbel_l gumbel_r halfcauchy"
    " halfgennorm halflogistic halfnorm hypergeom hypsecant invgamma invgauss invweibull irwinhall jf_skew_t johnsonsb"
    " johnsonsu kappa3 kappa4 ksone kstwo kstwobign landau laplace laplace_asymmetric levy levy_l levy_stable loggamma"
    " logistic loglaplace lognorm logser loguniform lomax maxwell mielke moyal nakagami nbinom ncf nchypergeom_fisher"
    " nchypergeom_wallenius nct ncx2 nhypergeom norm norminvgauss pareto pearson3 planck poisson poisson_binom powerlaw"
    " powerlognorm powernorm randint rayleigh rdist recipinvgauss reciprocal rel_breitwigner rice semicircular skellam"
    " skewcauchy skewnorm studentized_range t trapezoid triang truncexpon truncnorm truncpareto truncweibull_min"
    " tukeylambda uniform vonmises vonmises_line wald weibull_max weibull_min wrapcauchy yulesimon zipf zipfian"
)
_MULTIVARIATE = """
    dirichlet               alpha size random_state
    invwishart              df scale size random_state
    matrix_normal           mean rowcov colcov size random_state
    matrix_t                mean row_spread col_spread df size random_state
    multinomial             n p size random_state
    multivariate_hypergeom  m n size random_state
    multivariate_normal     mean cov size random_state
    multivariate_t          loc shape df size random_state
    normal_inverse_gamma    mu lmbda a b size random_state
    ortho_group             dim size random_state
    random_correlation      eigs random_state
    random_table            row col
    special_ortho_group     dim size random_state
    uniform_direction       dim size random_state
    unitary_group           dim size random_state
    vonmises_fisher         mu kappa size random_state
    wishart                 df scale size random_state
"""


def _with_rvs(text: str) -> tuple[Row, ...]:
    """A distribution may be called, which freezes its parameters, or drawn from at once."""
    lines = [line.split() for line in text.strip().splitlines()]
    draws = "\n".join(" ".join((f"{name}.rvs", *parameters)) for name, *parameters in lines)
    return (
        *group("scipy.stats", " ".join(name for name, *_ in lines), _FROZEN),
        *table("scipy.stats", draws, _RVS),
    )


_STATS = (
    *_with_rvs(_DISTRIBUTIONS.replace(" ", "\n")),
    *_with_rvs(_MULTIVARIATE),
    *table("scipy.stats", "rv_frozen.rvs size random_state", _RVS),
    Row("scipy.stats.gaussian_kde", Role.OBJECT, "docs.scipy.org stats", returns="scipy.stats.gaussian_kde"),
    *table("scipy.stats.gaussian_kde", "resample size seed", replace(_BY_SEED, never_if=())),
    *table(
        "scipy.stats",
        "bootstrap data statistic\npermutation_test data statistic\ngoodness_of_fit dist data",
        _MEASURED,
    ),
    *table("scipy.stats", "multiscale_graphcorr x y compute_distance reps workers is_twosamp random_state", _MEASURED),
)

_QUASI_RANDOM = (
    *table(
        "scipy.stats.qmc",
        "Halton d\nSobol d",
        replace(
            _BY_SEED,
            streams=ENTROPY,
            methods=("random", "random_base2", "integers"),
            defaults={"scramble": True},
            never_if=({"rng": (Given.PRESENT,)}, {"scramble": (False,)}),
            returns="self",
        ),
    ),
    *table(
        "scipy.stats.qmc",
        "LatinHypercube d\nPoissonDisk d\nMultivariateNormalQMC mean cov\nMultinomialQMC pvals n_trials",
        replace(_BY_SEED, streams=ENTROPY, methods=("random", "integers"), returns="self"),
    ),
)

_MATRICES = (
    *table(
        "scipy.sparse",
        """
        random       m n density format dtype random_state
        rand         m n density format dtype random_state
        random_array shape
        """,
        _MEASURED,
    ),
    *table(
        "scipy.sparse.linalg",
        "svds A k ncv tol which v0 maxiter return_singular_vectors solver random_state",
        replace(
            _MEASURED,
            streams=ENTROPY,
            may_if=(ALWAYS,),
            never_if=({"rng": (Given.PRESENT,)}, {"v0": (Given.PRESENT,)}),
        ),
    ),
    *table("scipy.linalg", "clarkson_woodruff_transform input_matrix sketch_size seed", _BY_SEED),
    *table("scipy.spatial.transform", "Rotation.random num random_state", _MEASURED),
)

_OPTIMIZERS = (
    *table(
        "scipy.optimize",
        """
        basinhopping func x0 niter T stepsize minimizer_kwargs take_step accept_test callback interval disp \
        niter_success seed
        differential_evolution func bounds args strategy maxiter popsize tol mutation recombination seed
        dual_annealing func bounds args maxiter minimizer_kwargs initial_temp restart_temp_ratio visit accept maxfun \
        seed
        """,
        _BY_SEED,
    ),
    *table(
        "scipy.cluster.vq",
        "kmeans obs k_or_guess iter thresh check_finite",
        replace(_BY_SEED, never_if=({"rng": (Given.PRESENT,)}, {"k_or_guess": (Given.OBJECT,)})),
    ),
    *table(
        "scipy.cluster.vq",
        "kmeans2 data k iter thresh minit missing check_finite",
        replace(
            _BY_SEED,
            defaults={"minit": "random"},
            never_if=({"rng": (Given.PRESENT,)}, {"minit": ("matrix",)}),
        ),
    ),
)

ROWS = (*_STATS, *_QUASI_RANDOM, *_MATRICES, *_OPTIMIZERS)
