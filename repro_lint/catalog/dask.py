"""Dask: no seed of Python or NumPy reaches its samples; `da.random.seed` governs what `dask.array.random` draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Kind, Role, Row, Stream
from repro_lint.catalog.tables import ENTROPY, NUMPY, PYTHON, group, table

_DASK = Stream("dask", ("dask.array.random.seed",), "da.random.seed", turn=8, aliases=("da",), library="dask.array")
STREAMS = (_DASK,)

_FRAME = Row("", Role.OBJECT, "docs.dask.org DataFrame", returns="dask.dataframe.DataFrame")
_BAG = replace(_FRAME, returns="dask.bag.Bag")
_SAMPLE = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.21 {name}",
    rule="unseeded-split",
    kind=Kind.DATA,
    streams=ENTROPY,
    seed="random_state",
    fix="random_state={seed}",
    returns="dask.dataframe.DataFrame",
)
_DRAW = Row("", Role.DRAW, "LIBRARIES §1.21 {name}", rule="unseeded-draw", streams=(_DASK,))
_GENERATOR = Row(
    "",
    Role.GENERATOR,
    "LIBRARIES §1.21 {name}",
    rule="unseeded-generator",
    streams=ENTROPY,
    parameters=("seed",),
    seed="seed",
    fix="{seed}",
)

ROWS = (
    Row("dask.array.random.seed", Role.SEED, "LIBRARIES §2 dask", streams=(_DASK,), parameters=("seed",), seed="seed"),
    *group(
        "dask.array.random",
        "beta binomial chisquare choice exponential f gamma geometric gumbel hypergeometric laplace logistic lognormal"
        " logseries multinomial negative_binomial noncentral_chisquare noncentral_f normal pareto permutation poisson"
        " power randint random random_integers random_sample rayleigh standard_cauchy standard_exponential"
        " standard_gamma standard_normal standard_t triangular uniform vonmises wald weibull zipf",
        _DRAW,
    ),
    *(
        replace(
            _GENERATOR,
            name=f"dask.array.random.{name}",
            source="LIBRARIES §2 dask",
            returns=f"dask.array.random.{made}",
        )
        for name, made in (("default_rng", "Generator"), ("RandomState", "RandomState"))
    ),
    Row("dask.array.random.Generator", Role.OBJECT, "docs.dask.org", returns="dask.array.random.Generator"),
    *table(
        "dask.array.linalg",
        "svd_compressed a k iterator n_power_iter n_oversamples seed",
        replace(_SAMPLE, rule="unseeded-draw", kind=Kind.PLAIN, seed="seed", fix="seed={seed}", returns=None),
    ),
    *group(
        "dask.dataframe",
        "DataFrame from_array from_dask_array from_delayed from_dict from_map from_pandas concat read_csv"
        " read_fwf read_hdf read_json read_orc read_parquet read_sql_query read_sql_table read_table",
        _FRAME,
    ),
    *group(
        "dask.dataframe.DataFrame",
        "__getitem__ assign astype drop drop_duplicates dropna fillna head map_partitions merge persist query rename"
        " repartition reset_index set_index sort_values",
        _FRAME,
    ),
    *table("dask.dataframe", "DataFrame.sample n frac replace random_state", _SAMPLE),
    *table(
        "dask.dataframe",
        "DataFrame.random_split frac random_state",
        replace(_SAMPLE, returns=None),
    ),
    *group("dask.bag", "Bag from_delayed from_sequence from_url read_avro read_text", _BAG),
    *group("dask.bag.Bag", "filter flatten map pluck", _BAG),
    *table("dask.bag", "Bag.random_sample prob random_state", replace(_SAMPLE, returns="dask.bag.Bag")),
    *group("dask.bag.random", "choices sample", replace(_DRAW, streams=PYTHON)),
    *table(
        "dask.datasets",
        "timeseries start end freq partition_freq dtypes seed",
        replace(_SAMPLE, streams=NUMPY, rule="unseeded-draw", kind=Kind.PLAIN, seed="seed", fix="seed={seed}"),
    ),
)

PREFIXES: Mapping[str, str] = {"dask.array.random.legacy": "dask.array.random"}
