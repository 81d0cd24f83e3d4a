"""A report that holds every kind of thing there is, for the snapshots of the outputs."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.model import (
    Answer,
    Applied,
    Edit,
    Failure,
    Finding,
    Fix,
    Location,
    Program,
    Related,
    Report,
    Safety,
    Severity,
    Skipped,
    Witness,
)

CAUSE = "`random.seed()` is never called"

SOURCES = {
    ("train.py", None): (
        "import numpy as np\n"
        "from tensorflow import keras\n"
        "\n"
        "\n"
        "def split(images, labels):\n"
        '\treturn "🌸花", train_test_split(images, labels, test_size=0.2)\n'
        "\n"
        "\n"
        "model = keras.Sequential([\n"
        "    keras.layers.Dense(8),\n"
        "    keras.layers.Dense(8),\n"
        "    keras.layers.Dense(8),\n"
        "    keras.layers.Dense(1),\n"
        "])\n"
        "images = keras.preprocessing.image.ImageDataGenerator(\n"
        "    horizontal_flip=True,\n"
        ").flow(split)\n"
    ),
    ("explore.ipynb", 3): "%matplotlib inline\nparts = train_test_split(x, y)\n",
}


def lines(location: Location) -> str:
    """The source lines of the sample that a location touches."""
    source = SOURCES.get((location.path, location.cell), "")
    return "\n".join(source.split("\n")[location.line - 1 : location.end_line])


def in_file(location: Location) -> Location:
    """The place in a notebook whose only cell of code begins in line 30 of its JSON."""
    if location.cell is None:
        return location
    return replace(location, cell=None, line=location.line + 29, end_line=location.end_line + 29)


def at(line: int, column: int, end_column: int, end_line: int = 0) -> Location:
    """A place in the sample's script."""
    return Location("train.py", None, line, column, end_line or line, end_column)


def draw(line: int, severity: Severity = Severity.ERROR) -> Finding:
    """One of the draws that have a cause in common."""
    message = f"the weights of `Dense` are random and {CAUSE}"
    where, witness = at(line, 5, 26), (Witness("train.py", CAUSE),)
    return Finding(
        "RPL205", "unseeded-weights", severity, where, message, cause=CAUSE, witnesses=witness, in_block=True
    )


BLOCK = Finding(
    rule="RPL001",
    name="missing-seed-block",
    severity=Severity.ERROR,
    location=at(1, 1, 19),
    message=f"two runs of `train.py` give different results: {CAUSE}",
    help="set every seed once, before anything random runs",
    related=tuple(Related(at(line, 5, 26), "the weights of `Dense` are random") for line in (10, 11, 12, 13)),
    fixes=(Fix("insert the seeding block", Safety.SAFE, (Edit(at(1, 1, 1), "import random\n\nrandom.seed(42)\n"),)),),
    cause=CAUSE,
    witnesses=(Witness("train.py", CAUSE),),
    in_block=True,
)
SPLIT = Finding(
    rule="RPL101",
    name="unseeded-split",
    severity=Severity.ERROR,
    location=at(6, 15, 62),
    message="the result of `train_test_split` is random and `np.random.seed()` is never called: 100 % 🎲",
    help="give the split a seed of its own, so that draws added above it do not move it",
    related=tuple(Related(at(line, 1, 6), f"draw {line} of the same stream") for line in (9, 15, 16, 17)),
    fixes=(
        Fix("add `random_state=42`", Safety.SAFE, (Edit(at(6, 61, 61), ", random_state=42"),)),
        Fix("draw from a generator", Safety.UNSAFE, (Edit(at(1, 1, 1), "import random\n"), Edit(at(6, 15, 62), "…"))),
    ),
    cause="`np.random.seed()` is never called",
    witnesses=(Witness("train.py", "`np.random.seed()` is never called"),),
    focus=at(6, 15, 31),
)
GENERATOR = Finding(
    rule="RPL102",
    name="unseeded-image-generator",
    severity=Severity.WARNING,
    location=at(15, 10, 14, end_line=17),
    message="what `ImageDataGenerator.flow` yields is random,\nunless the caller \x1b[31m seeds",
    cause="whether `np.random.seed()` was called is up to the caller",
)
NOTEBOOK = Finding(
    rule="RPL101",
    name="unseeded-split",
    severity=Severity.ERROR,
    location=Location("explore.ipynb", 3, 2, 9, 2, 31),
    message="the result of `train_test_split` is random and `np.random.seed()` is never called",
    related=(Related(Location("explore.ipynb", 1, 1, 1, 1, 13), "the run starts here"),),
    fixes=(
        Fix(
            "add `random_state=42`",
            Safety.SAFE,
            (Edit(Location("explore.ipynb", 3, 2, 30, 2, 30), ", random_state=42"),),
        ),
    ),
    cause="`np.random.seed()` is never called",
    witnesses=(Witness("explore.ipynb", "`np.random.seed()` is never called"),),
)
LISTING = Finding(
    rule="RPL402",
    name="unsorted-listing",
    severity=Severity.WARNING,
    location=at(17, 1, 14),
    message="`os.listdir` lists in the order of the file system, which differs between machines",
    help="wrap it in `sorted(...)`",
    witnesses=(Witness("train.py", "lists"), Witness("eval.py", "lists")),
)
NOTE = Finding("RPL202", "unseeded-dropout", Severity.NOTE, at(13, 5, 26), "depends on `random.seed()` alone")

REPORT = Report(
    files=12,
    findings=(
        NOTEBOOK,
        BLOCK,
        SPLIT,
        draw(10),
        draw(11),
        draw(12),
        draw(13, Severity.WARNING),
        NOTE,
        GENERATOR,
        LISTING,
    ),
    failures=(
        Failure("bad, file.py", "does not parse: '(' was never closed", line=4),
        Failure("broken.ipynb", "does not parse: invalid syntax", line=2, cell=5),
        Failure("missing.py", "no such file"),
    ),
    applied=(Applied("RPL001", "main.py", "insert the seed block"),),
    skipped=(Skipped("RPL303", "main.py", 7, "the file has changed meanwhile"),),
    suppressed=2,
    not_judged=("gym", "torch"),
    programs=(
        Program("eval.py", Answer.REPRODUCIBLE),
        Program("explore.ipynb", Answer.NOT),
        Program("play.py", Answer.UNKNOWN, "uses gym, not judged"),
        Program("train.py", Answer.NOT),
    ),
)
