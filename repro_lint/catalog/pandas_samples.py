"""pandas: `sample`, and what yields a frame or a column to call it on."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Kind, Role, Row
from repro_lint.catalog.tables import NUMPY, group, table

_FRAME = Row("", Role.OBJECT, "pandas.pydata.org DataFrame", returns="pandas.DataFrame")
_SERIES = replace(_FRAME, source="pandas.pydata.org Series", returns="pandas.Series")
_SAMPLE = Row(
    "",
    Role.DRAW,
    "pandas.pydata.org DataFrame.sample; the default is NumPy's global stream",
    rule="unseeded-split",
    kind=Kind.DATA,
    streams=NUMPY,
    seed="random_state",
    fix="random_state={seed}",
)
_SAME_KIND = (
    "T abs apply astype clip copy drop drop_duplicates dropna ffill fillna head iloc infer_objects loc map mask"
    " nlargest nsmallest rename replace reset_index round shift sort_index sort_values tail where"
)

ROWS = (
    *group(
        "pandas",
        "DataFrame concat get_dummies merge pivot_table read_csv read_excel read_feather read_fwf read_hdf read_html"
        " read_json read_orc read_parquet read_pickle read_sas read_spss read_sql read_sql_query read_sql_table"
        " read_stata read_table read_xml",
        _FRAME,
    ),
    Row("pandas.Series", Role.OBJECT, _SERIES.source, returns="pandas.Series"),
    *group(
        "pandas.DataFrame", f"{_SAME_KIND} assign join melt merge pivot query select_dtypes set_index transpose", _FRAME
    ),
    *group("pandas.Series", _SAME_KIND, _SERIES),
    *group("pandas.DataFrame", "groupby", replace(_FRAME, returns="pandas.api.typing.DataFrameGroupBy")),
    *group("pandas.Series", "groupby", replace(_FRAME, returns="pandas.api.typing.SeriesGroupBy")),
    *table(
        "pandas",
        "DataFrame.sample n frac replace weights random_state\nSeries.sample n frac replace weights random_state",
        replace(_SAMPLE, returns="pandas.DataFrame"),
    ),
    *table(
        "pandas.api.typing",
        """
        DataFrameGroupBy.sample n frac replace weights random_state
        SeriesGroupBy.sample    n frac replace weights random_state
        """,
        replace(_SAMPLE, returns="pandas.DataFrame"),
    ),
)
