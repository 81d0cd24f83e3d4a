"""The full story of draws and seed calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from repro_lint.linter import pipeline
from repro_lint.model import Severity
from repro_lint.settings import config
from repro_lint.story import DrawStory, Story

Tell = Callable[..., Story]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Writes files, lints them, and tells the story of one."""
    monkeypatch.chdir(tmp_path)

    def tell(name: str, **files: str) -> Story:
        for stem, text in files.items():
            (tmp_path / f"{stem}.py").write_text(text)
        settings = config.load(tmp_path, None)
        linted = pipeline.lint(pipeline.Request((tmp_path,), settings), {})
        return linted.story((tmp_path / name).as_posix())

    return tell


def _only(story: Story) -> DrawStory:
    (draw,) = story.draws
    return draw


SEEDS = "import random\n\n\ndef everything(seed):\n    random.seed(seed)\n"


def test_a_governed_draw_names_its_seed_and_value(told: Tell) -> None:
    main = "import random\nfrom seeds import everything\n\neverything(7)\nprint(random.random())\n"
    draw = _only(told("main.py", main=main, seeds=SEEDS))
    assert (draw.severity, draw.stream, draw.source) == (None, "python", "TRUTH §1 py_random")
    (way,) = draw.ways
    assert (way.entry, way.governed) == ("main.py", True)
    assert [(r.location.path, r.location.line, r.message) for r in way.reasons] == [
        ("seeds.py", 5, "seeded here with 7")
    ]


def test_a_seed_call_counts_the_draws_it_governs(told: Tell) -> None:
    main = "import random\nfrom seeds import everything\n\neverything(7)\nprint(random.random(), random.random())\n"
    (seed,) = told("seeds.py", main=main, seeds=SEEDS).seeds
    assert (seed.streams, seed.values, seed.stable) == (("python",), ("7",), True)
    assert [(draw.path, draw.line) for draw in seed.draws] == [("main.py", 5), ("main.py", 5)]


def test_a_seed_that_comes_too_late_is_named(told: Tell) -> None:
    draw = _only(told("main.py", main="import random\n\nprint(random.random())\nrandom.seed(1)\n"))
    assert draw.severity is Severity.ERROR
    (way,) = draw.ways
    assert [(r.location.line, r.message) for r in way.reasons] == [(4, "seeded here, after the draw")]


def test_each_entry_point_has_its_way(told: Tell) -> None:
    lib = "import random\n\n\ndef pick():\n    return random.random()\n"
    good = "import random\nfrom lib import pick\n\nrandom.seed(1)\npick()\n"
    bad = "from lib import pick\n\npick()\n"
    draw = _only(told("lib.py", lib=lib, good=good, bad=bad))
    found = {(way.entry, way.governed, tuple(call.line for call in way.calls)) for way in draw.ways}
    assert found == {("good.py", True, (5,)), ("bad.py", False, (3,))}


def test_a_seed_on_a_branch_names_the_branch(told: Tell) -> None:
    main = "import random\nimport sys\n\nif len(sys.argv) > 1:\n    random.seed(1)\nprint(random.random())\n"
    draw = _only(told("main.py", main=main))
    assert [(r.location.line, r.message) for r in draw.ways[0].reasons] == [
        (5, "seeded here with 1, but not on every path to the draw"),
        (4, "the seed is set only where this is taken"),
    ]


def test_a_seed_that_differs_is_named(told: Tell) -> None:
    main = "import random\nimport time\n\nrandom.seed(time.time())\nprint(random.random())\n"
    draw = _only(told("main.py", main=main))
    assert draw.severity is None
    assert "RPL006" in draw.reasoning
    assert [r.message for r in draw.ways[0].reasons] == ["seeded here from `time.time`, which differs from run to run"]
