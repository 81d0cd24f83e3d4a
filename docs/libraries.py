"""Write docs/libraries.md: the libraries that are judged and what is known of each, from the rows of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from repro_lint.catalog import NOT_JUDGED, load
from repro_lint.catalog.schema import Role, Row, Stream
from repro_lint.catalog.streams import ENTROPY, OWN

PAGE = Path(__file__).with_name("libraries.md")
NAMES = {
    "deap": "DEAP",
    "pyod": "PyOD",
    "faker": "Faker",
    "imblearn": "imbalanced-learn",
    "jax": "JAX",
    "keras": "Keras",
    "numpy": "NumPy",
    "pandas": "pandas",
    "random": "Python (`random`)",
    "scipy": "SciPy",
    "skimage": "scikit-image",
    "umap": "UMAP",
    "sklearn": "scikit-learn",
    "tensorflow": "TensorFlow",
    "xgboost": "XGBoost",
    "lightgbm": "LightGBM",
    "catboost": "CatBoost",
    "networkx": "networkx",
    "nevergrad": "Nevergrad",
    "tensorflow_datasets": "TensorFlow Datasets",
    "optuna": "Optuna",
    "tensorflow_probability": "TensorFlow Probability",
    "tf_agents": "TF-Agents",
    "keras_cv": "KerasCV",
    "keras_tuner": "Keras Tuner",
    "gymnasium": "Gymnasium, Gym",
    "polars": "Polars",
    "dask": "Dask",
    "hyperopt": "Hyperopt",
    "spektral": "Spektral",
    "albumentations": "Albumentations",
    "torch": "PyTorch",
}
HEAD = """# What is judged

The libraries whose draws have rows in the catalogue. *Draws from*: the streams that their calls consume; a draw from
its *own* stream is governed by a seed of its object, one from *entropy* by a seed argument alone, one without a stream
by what it is given. *Seeded by*: the calls that set a stream. *Seed arguments*: what a call or a class takes.

| library | calls with rows | draws from | seeded by | seed arguments |
| --- | --- | --- | --- | --- |
"""
WITHOUT = "builtins datetime multiprocessing os secrets tempfile threading time uuid"


def page() -> str:
    """The whole page."""
    rows: dict[str, list[Row]] = {}
    for row in load().rows.values():
        rows.setdefault(row.name.partition(".")[0], []).append(row)
    judged = {root: found for root, found in rows.items() if root not in WITHOUT.split() and any(map(_draws, found))}
    lines = [_line(root, judged[root]) for root in sorted(judged, key=_title)]
    others = ", ".join(sorted(set(NOT_JUDGED.values()), key=str.lower))
    return f"{HEAD}{''.join(lines)}\nKnown to draw, and named in the summary instead of judged: {others}.\n"


def _title(root: str) -> str:
    """What the table is sorted by."""
    return str(NAMES.get(root) or root).lower()


def _line(root: str, rows: list[Row]) -> str:
    drawing = [row for row in rows if _draws(row)]
    streams = _unique(_shown(stream) for row in drawing for stream in row.streams)
    streams += [] if all(row.streams for row in drawing) else ["what it is given"]
    calls = _unique(f"`{call}`" for call in sorted(_calls(rows)))
    arguments = _unique(f"`{row.seed}`" for row in drawing if row.seed)
    cells = (NAMES.get(root, root), str(len(rows)), ", ".join(streams), ", ".join(calls), ", ".join(arguments))
    return f"| {' | '.join(cell or '–' for cell in cells)} |\n"


def _calls(rows: Iterable[Row]) -> Iterator[str]:
    """The calls that set a stream; those that set the stream of their object by the name of the method."""
    for row in rows:
        if row.role is Role.SEED:
            yield f".{row.name.rpartition('.')[2]}" if OWN in row.streams or not row.streams else row.name


def _draws(row: Row) -> bool:
    return row.role in (Role.DRAW, Role.GENERATOR)


def _shown(stream: Stream) -> str:
    return f"*{stream.name}*" if stream in (ENTROPY, OWN) else stream.name


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
