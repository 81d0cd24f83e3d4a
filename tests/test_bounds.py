"""Programs that could take for ever: each comes to an end, and a bound that is hit never makes a draw governed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import shapes

from repro_lint.linter import pipeline
from repro_lint.settings import config

SEEDED: dict[Callable[[int], shapes.Files], int] = {
    shapes.chain: 30,
    shapes.tree: 200,
    shapes.diamonds: 40,
    shapes.diamonds_with_arguments: 40,
    shapes.diamonds_with_seeds: 40,
    shapes.generators: 12,
    shapes.import_cycle: 60,
    shapes.callers: 300,
    shapes.seeding_callers: 100,
    shapes.objects: 100,
    shapes.flat_methods: 100,
    shapes.tries: 50,
    shapes.long_try: 300,
}


def levels(files: dict[str, str], folder: Path) -> Counter[str]:
    for name, text in files.items():
        (folder / name).write_text(text)
    linted = pipeline.lint(pipeline.Request((folder,), config.load(folder, None)), {})
    assert not linted.failures
    return Counter(finding.severity.value for finding in linted.findings)


@pytest.mark.parametrize("shape", SEEDED, ids=lambda shape: shape.__name__)
def test_a_seeded_program_has_no_error(shape: Callable[[int], shapes.Files], tmp_path: Path) -> None:
    assert levels(shape(SEEDED[shape]), tmp_path)["error"] == 0


def test_a_chain_too_deep_to_follow_may_seed(tmp_path: Path) -> None:
    assert levels(shapes.chain(300), tmp_path) == {"note": 1}


@pytest.mark.parametrize("shape", [shapes.chain, shapes.diamonds], ids=lambda shape: shape.__name__)
def test_a_draw_too_deep_to_reach_is_not_governed(shape: Callable[[int], shapes.Files], tmp_path: Path) -> None:
    files = {name: text.replace("random.seed(1)\n", "") for name, text in shape(300).items()}
    assert sum(levels(files, tmp_path).values()) > 0


def test_many_branches_join(tmp_path: Path) -> None:
    found = levels(shapes.elifs(300), tmp_path)
    assert found == {"error": 2}


def test_callers_beyond_the_bound_are_told_apart_by_what_they_seeded(tmp_path: Path) -> None:
    """One of very many callers has not seeded: the helper's draw is an error, and what comes after a seed is not."""
    calls = "".join(f"random.seed({number})\ndraw({number})\n" for number in range(60))
    helper = "import random\n\n\ndef draw(x):\n    return random.random() + x\n\n\n"
    assert levels({"good.py": f"{helper}{calls}"}, tmp_path)["error"] == 0
    after = f"import random\nfrom good import draw\n\n{calls}print(random.random())\n"
    assert levels({"good.py": helper, "main.py": after}, tmp_path)["error"] == 0
    assert levels({"good.py": helper, "main.py": after, "bad.py": "from good import draw\n\ndraw(1)\n"}, tmp_path)[
        "error"
    ]


def test_a_helper_that_seeds_does_so_for_every_caller(tmp_path: Path) -> None:
    helper = "import random\n\n\ndef seed(x):\n    random.seed(x)\n\n\n"
    calls = "".join(f"seed({number})\nrandom.random()\n" for number in range(60))
    assert levels({"main.py": f"{helper}{calls}"}, tmp_path)["error"] == 0


COUNTDOWN = """\
import random


def prepare(left):
    if left < 0:
        return
    if left == 0:
        {}
        return
    prepare(left - 1)


prepare(40)
print(random.random())
"""


def test_a_recursion_too_deep_to_follow_may_have_seeded_at_its_end(tmp_path: Path) -> None:
    assert levels({"main.py": COUNTDOWN.format("random.seed(1)")}, tmp_path) == {"note": 1}


def test_a_recursion_that_seeds_nowhere_governs_nothing(tmp_path: Path) -> None:
    assert levels({"main.py": COUNTDOWN.format("print('done')")}, tmp_path)["error"]


def test_a_draw_that_only_a_recursion_of_any_arguments_meets_is_no_error(tmp_path: Path) -> None:
    """Arguments are forgotten far down; what only other arguments would lead to is not proved."""
    found = levels(
        {"main.py": COUNTDOWN.format("random.seed(1)").replace("return", "return random.random()", 1)}, tmp_path
    )
    assert found["note"]
    assert not found["error"]


TANGLED: dict[Callable[[int], shapes.Files], bool] = {
    shapes.clique: False,  # whether some path leaves a draw without a seed
    shapes.tangle: True,
    shapes.tangled_methods: True,
}


@pytest.mark.parametrize("shape", TANGLED, ids=lambda shape: shape.__name__)
def test_what_calls_itself_in_many_ways_comes_to_an_end(shape: Callable[[int], shapes.Files], tmp_path: Path) -> None:
    assert bool(levels(shape(6), tmp_path)["error"]) is TANGLED[shape]


def test_a_clique_of_functions_whose_every_end_seeds_is_governed(tmp_path: Path) -> None:
    assert not levels(shapes.clique(3), tmp_path)


DOUBLINGS = [
    *("a = [a, a]", "a = (a, a)", "a = {1: a, 2: a}", "a = (a, 1) if c else (1, a)", "a = a + a", "a = [*a, *a]"),
    *("a = itertools.chain(a, a)", "a = zip(a, a)", "a = ((x, x) for x in (a, a))", "a = lambda x=a, y=a: x"),
    *("a = functools.partial(print, a, a)", "a = f(f(a))", "a = g(a, a)", "a = C.n = (a, C)", "a = [a]"),
]


@pytest.mark.parametrize("line", DOUBLINGS)
def test_a_value_that_doubles_with_each_line_is_lost_but_for_its_outline(tmp_path: Path, line: str) -> None:
    """What is lost may be a seed that is fixed, or not: what it seeds is a note."""
    head = "import functools, itertools, sys\nimport numpy as np\na = [1]\nc = len(sys.argv)\nclass C: n = 1\n"
    functions = "def f(x): return (x, x)\ndef g(x, y): yield x; yield y\n"
    doubled = (line + "\n") * 60
    found = levels({"a.py": f"{head}{functions}{doubled}np.random.seed(a)\nprint(np.random.rand())\n"}, tmp_path)
    assert found["note"] == 1 or not found
    assert not found["error"]


def test_a_seed_that_is_lost_in_a_large_value_is_never_governed(tmp_path: Path) -> None:
    text = (
        "import numpy as np\na = [1, 1]\n"
        + "a = [a, a]\n" * 60
        + "np.random.seed(a[0][0][0])\nprint(np.random.rand())\n"
    )
    assert levels({"a.py": text}, tmp_path) == {"note": 1}


def test_classes_in_a_diamond_of_diamonds_have_each_base_once(tmp_path: Path) -> None:
    classes = "".join(
        f"class A{i}(A{i - 1}, B{i - 1}): pass\nclass B{i}(A{i - 1}, B{i - 1}): pass\n" for i in range(1, 40)
    )
    text = f"import random\nclass A0: pass\nclass B0: pass\n{classes}A39()\nprint(random.random())\n"
    assert levels({"a.py": text}, tmp_path)["error"]


def functions(body: str) -> str:
    """Twenty functions, and one of them called."""
    made = "".join(f"def f{i}():\n    {body}\n\n" for i in range(20))
    table = ", ".join(f"'{i}': f{i}" for i in range(20))
    return f"{made}T = {{{table}}}\nT[sys.argv[1]]()\n"


def objects(body: str) -> str:
    """Objects of twenty classes, and a method of one of them called."""
    made = "".join(f"class A{i}:\n    def go(self):\n        {body}\n\n" for i in range(20))
    return f"{made}T = [{', '.join(f'A{i}()' for i in range(20))}]\nT[len(sys.argv)].go()\n"


MODELS = ", ".join(f"('{i}', RandomForestClassifier({i}))" for i in range(1, 21))
FITTED = "from sklearn.ensemble import RandomForestClassifier\nrandom.seed(1)\n"
MANY: dict[str, tuple[str, int]] = {
    "functions that seed": (functions("random.seed(1)"), 0),
    "functions that clear a seed": ("random.seed(1)\n" + functions("random.seed()"), 20),
    "objects that seed": (objects("random.seed(1)"), 0),
    "a dict of estimators": (f"{FITTED}T = dict([{MODELS}])\nT[sys.argv[1]].fit([], [])\n", 21),
    "a list of pairs": (f"{FITTED}for name, one in [{MODELS}]:\n    one.fit([], [])\n", 21),
    "constants with a None": (f"random.seed({[*range(20), None]}[len(sys.argv)])\n", 1),
}


@pytest.mark.parametrize("name", MANY)
def test_one_of_many_is_followed_as_one_of_few(name: str, tmp_path: Path) -> None:
    text, errors = MANY[name]
    found = levels({"a.py": f"import random\nimport sys\n{text}print(random.random())\n"}, tmp_path)
    assert found["error"] == errors


ALIASED = {
    "while": 'while len(sys.argv) > cfg["n"]:\n    cfg["n"] += 1\n',
    "for": 'for turn in sys.argv:\n    cfg["n"] = turn\n    cfg["m"] = cfg["n"] * 2\n',
    "branch": 'if sys.argv:\n    cfg["n"] = 1\nelse:\n    settings.CFG["m"] = 2\n',
    "one branch": 'if sys.argv:\n    cfg["n"] = 1\n',
    "unknown branch": 'if sys.flags.debug:\n    cfg["n"] = 1\nelse:\n    settings.CFG["m"] = 2\n',
    "one of several": "cfg = settings.CFG if sys.flags.debug else {'seed': 3}\n",
    "function": "def count():\n    for turn in sys.argv:\n        cfg['n'] += 1\ncount()\n",
}


@pytest.mark.parametrize("name", ALIASED)
def test_a_container_keeps_its_names_where_paths_meet(name: str, tmp_path: Path) -> None:
    text = f'import random, sys, settings\ncfg = settings.CFG\n{ALIASED[name]}settings.CFG["seed"] = 3\n'
    settings = 'CFG = {"n": 0, "seed": None}\n'
    for name in ("cfg", "settings.CFG"):
        seeded = f'{text}random.seed({name}["seed"])\nprint(random.random())\n'
        assert not levels({"a.py": seeded, "settings.py": settings}, tmp_path)["error"], seeded


NESTED = {
    "loops": [" " * i + f"for i{i} in range(9):" for i in range(18)],
    "loops of unknown length": [" " * i + f"while c > {i}:" for i in range(18)],
    "rounds": ["c = [0 " + " ".join(f"for i{i} in range(99)" for i in range(40)) + "]\nif c:"],
}


@pytest.mark.parametrize("heads", NESTED.values(), ids=NESTED)
def test_a_run_whose_steps_are_spent_says_where_and_reaches_the_rest(tmp_path: Path, heads: list[str]) -> None:
    """What is beyond may be seeded, and each draw is told."""
    inner = " " * len(heads) + "print(random.random())\n"
    text = "import random, sys\nc = len(sys.argv)\n" + "\n".join(heads) + f"\n{inner}print(random.random())\n"
    (tmp_path / "a.py").write_text(text)
    linted = pipeline.lint(pipeline.Request((tmp_path,), config.load(tmp_path, None), cwd=tmp_path), {})
    draws = {finding.location.line for finding in linted.findings if finding.rule == "RPL301"}
    assert draws == {text.count("\n") - 1, text.count("\n")}
    assert [said.partition(",")[0] for said in linted.not_judged] == ["all turns and calls behind a.py"]
