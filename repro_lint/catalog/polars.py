"""Polars: samples, shuffles and random ranks draw from a stream of the library, which `set_random_seed` seeds.

Rows that are grouped or made unique come in an order that no seed fixes, unless it is asked for or they are sorted.
"""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Kind, Role, Row, Stream
from repro_lint.catalog.tables import ALWAYS, ENTROPY, group, table

_POLARS = Stream(
    "polars",
    ("polars.set_random_seed",),
    "pl.set_random_seed",
    turn=6,
    aliases=("pl", "polars"),
    library="polars",
)
STREAMS = (_POLARS,)

_FRAME = Row("", Role.OBJECT, "docs.pola.rs DataFrame", returns="polars.DataFrame")
_LAZY = replace(_FRAME, returns="polars.LazyFrame")
_COLUMN = replace(_FRAME, returns="polars.Series")
_EXPRESSION = replace(_FRAME, returns="polars.Expr")
_SAME = replace(_FRAME, returns="self")
_SAMPLE = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.15 {name}",
    rule="unseeded-split",
    kind=Kind.DATA,
    streams=(_POLARS,),
    seed="seed",
    fix="seed={seed}",
    returns="self",
)
_RANK = replace(_SAMPLE, defaults={"method": "average"}, draws_if=({"method": ("random",)},))
# What shows the order of the rows.
_SHOWN = "__getitem__ head item iter_rows iter_slices limit row rows slice tail to_arrow to_dict to_dicts to_numpy"
_SHOWN += " to_list to_pandas to_torch write_csv write_excel write_ipc write_json write_ndjson write_parquet"
_ORDER = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.15 group_by, unique",
    rule="hash-order",
    kind=Kind.DATA,
    streams=ENTROPY,
    methods=tuple(_SHOWN.split()),
    never_if=({"maintain_order": (Given.TRUTHY,)},),
)
_TIES = replace(_ORDER, never_if=(), defaults={"sort": False}, may_if=({"sort": (Given.TRUTHY,)},))
GROUPS = "polars.DataFrame.group_by"
AGGREGATED = "polars.DataFrame.unique"
# `frame["a"].list.sample(…)`: the name of a group of methods stands for the column.
_NAMESPACES = "arr bin cat dt list name str struct"
_KEEPING = (
    "cast clear clone drop drop_nans drop_nulls explode fill_nan fill_null filter head interpolate limit rename"
    " reverse select slice tail with_columns with_row_index"
)

ROWS = (
    Row(
        "polars.set_random_seed",
        Role.SEED,
        "LIBRARIES §1.15",
        streams=(_POLARS,),
        parameters=("seed",),
        seed="seed",
    ),
    *group(
        "polars",
        "DataFrame concat from_arrow from_dict from_dicts from_numpy from_pandas from_records read_avro read_csv"
        " read_database read_delta read_excel read_ipc read_json read_ndjson read_parquet",
        _FRAME,
    ),
    *group("polars", "LazyFrame scan_csv scan_delta scan_ipc scan_ndjson scan_parquet", _LAZY),
    *group("polars", "Series arange int_range", _COLUMN),
    *group("polars", "all col element exclude first last lit nth when", _EXPRESSION),
    *group("polars.DataFrame", f"{_KEEPING} join pivot transpose unpivot hstack vstack extend", _SAME),
    *group("polars.LazyFrame", f"{_KEEPING} join sort top_k unique unpivot", _SAME),
    *group("polars.DataFrame", "sort top_k", _FRAME),
    *group("polars.DataFrame", "unique group_by", _ORDER),
    *group("polars.Series", "unique", _ORDER),
    *group("polars.Series", "value_counts", _TIES),
    *group("polars.Series", "mode", replace(_ORDER, may_if=(ALWAYS,))),
    *group("polars.DataFrame", "lazy", _LAZY),
    *group("polars.LazyFrame", "collect", _FRAME),
    *group("polars.DataFrame", "__getitem__ get_column to_series", _COLUMN),
    *group("polars.Series", "__getitem__ alias cast drop_nulls fill_null filter head reverse slice tail", _SAME),
    *group("polars.Series", "sort", _COLUMN),
    *group("polars.Series", "to_frame", _FRAME),
    *table("polars", "DataFrame.sample n\nSeries.sample n\nExpr.sample n", _SAMPLE),
    *table("polars", "Series.shuffle seed\nExpr.shuffle seed", _SAMPLE),
    *table("polars", "Series.rank method\nExpr.rank method", _RANK),
    *table(
        "polars",
        """
        Series.rolling_rank window_size method
        Series.rolling_rank_by by window_size method
        Expr.rolling_rank window_size method
        Expr.rolling_rank_by by window_size method
        """,
        _RANK,
    ),
    *group("polars.Series", _NAMESPACES, _COLUMN),
    *group("polars.Expr", "*", _SAME),
)

BASES = {
    **dict.fromkeys((GROUPS, AGGREGATED, "polars.Series.value_counts"), "polars.DataFrame"),
    **dict.fromkeys(("polars.Series.unique", "polars.Series.mode"), "polars.Series"),
}
