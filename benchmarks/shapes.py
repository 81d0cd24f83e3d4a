"""Programs of one shape each, at any size: what `scaling.py` measures."""

from __future__ import annotations

from collections.abc import Callable

Files = dict[str, str]
HEAD = "import random\nimport numpy as np\n\n\n"
DRAW = "def f0(x=0):\n    return random.random() + x\n\n\n"
HELPERS = 60


def chain(n: int) -> Files:
    """Each function calls the one before it."""
    body = "".join(f"def f{i}(x=0):\n    y = f{i - 1}(x)\n    return y\n\n\n" for i in range(1, n))
    return {"main.py": f"{HEAD}{DRAW}{body}random.seed(1)\nf{n - 1}()\n"}


def tree(n: int) -> Files:
    """Function i calls functions 2i and 2i+1."""
    body = "".join(
        f"def f{i}(x=0):\n"
        + "".join(f"    f{j}(x)\n" for j in (2 * i, 2 * i + 1) if j < n)
        + "    return random.random()\n\n\n"
        for i in range(1, n)
    )
    return {"main.py": f"{HEAD}{body}random.seed(1)\nf1()\n"}


def diamonds(n: int) -> Files:
    """Each function calls the one before it twice."""
    body = "".join(f"def f{i}(x=0):\n    f{i - 1}(x)\n    return f{i - 1}(x)\n\n\n" for i in range(1, n))
    return {"main.py": f"{HEAD}{DRAW}{body}random.seed(1)\nf{n - 1}()\n"}


def diamonds_with_arguments(n: int) -> Files:
    """The same, with arguments that tell the two calls apart."""
    body = "".join(
        f"def f{i}(x=0):\n    f{i - 1}({2 * i})\n    return f{i - 1}({2 * i + 1})\n\n\n" for i in range(1, n)
    )
    return {"main.py": f"{HEAD}{DRAW}{body}random.seed(1)\nf{n - 1}()\n"}


def diamonds_with_seeds(n: int) -> Files:
    """Each function seeds on a branch and calls the one before it on either."""
    body = "".join(
        f"def f{i}(x=0):\n    if x:\n        random.seed({i})\n    f{i - 1}(x)\n    return f{i - 1}(x + 1)\n\n\n"
        for i in range(1, n)
    )
    return {"main.py": f"{HEAD}import sys\n{DRAW}{body}random.seed(1)\nf{n - 1}(int(input()))\n"}


def mutual(n: int) -> Files:
    """All functions call each other in a ring, and back."""
    body = "".join(
        f"def f{i}(x=0):\n    if x:\n        f{(i + 1) % n}(x)\n        f{(i - 1) % n}(x)\n"
        "    return random.random()\n\n\n"
        for i in range(n)
    )
    return {"main.py": f"{HEAD}{body}random.seed(1)\nf0()\n"}


def clique(n: int) -> Files:
    """Each function calls all of them; one that ends seeds."""
    calls = "".join(f"    f{i}(x + {i})\n" for i in range(n))
    body = "".join(
        f"def f{i}(x=0):\n    if x == {i}:\n        random.seed({i})\n        return 1\n{calls}"
        "    return random.random()\n\n\n"
        for i in range(n)
    )
    return {"main.py": f"{HEAD}import sys\n{body}f0(int(input()))\nrandom.random()\n"}


def tangle(n: int) -> Files:
    """Each function calls three others, and some seed, draw or forget their seed before it."""
    deeds = ("random.seed(1)", "random.random()", "random.seed()", "pass", "pass")
    body = ""
    for i in range(n):
        body += f"def f{i}(x, y=0):\n"
        for k in range(3):
            deed, other = deeds[(i * 7 + k * 3) % len(deeds)], (i * i + 5 * k + 3 * i + 1) % n
            passed = ("x", "x - 1", str(k), "y")[(i + k) % 4]
            body += f"    if x > {k}:\n        {deed}\n        f{other}({passed}, y={'xy'[k % 2]})\n"
        body += "    return np.random.rand()\n\n\n"
    return {"main.py": f"{HEAD}import sys\n{body}f0(int(input()))\nrandom.random()\n"}


def tangled_methods(n: int) -> Files:
    """The same with methods that change the object, or make another."""
    deeds = ("self.n -= 1", "self.items.append(x)", "random.seed(3)", "self.other = C()", "random.random()", "pass")
    body = (
        "class C:\n    def __init__(self):\n        self.n = 5\n        self.items = []\n        self.other = None\n\n"
    )
    for i in range(n):
        body += f"    def f{i}(self, x):\n"
        for k in range(3):
            deed, other = deeds[(i * 7 + k * 5) % len(deeds)], (i * i + 5 * k + 3 * i + 1) % n
            test, owner = ("x", "self.n", "self.items")[(i + k) % 3], ("self", "self.other")[(i + k) % 4 == 3]
            body += f"        if {test}:\n            {deed}\n            {owner}.f{other}(x)\n"
        body += "        return random.random()\n\n"
    return {"main.py": f"{HEAD}import sys\n{body}\nC().f0(int(input()))\nrandom.random()\n"}


def generators(n: int) -> Files:
    """Each generator function iterates the one before it twice."""
    first = "def g0():\n    yield random.random()\n\n\n"
    body = "".join(
        f"def g{i}():\n    for x in g{i - 1}():\n        yield x\n    yield from g{i - 1}()\n\n\n" for i in range(1, n)
    )
    return {"main.py": f"{HEAD}{first}{body}random.seed(1)\nlist(g{n - 1}())\n"}


def import_cycle(n: int) -> Files:
    """Modules that import each other in a ring; each draws when imported."""
    files = {
        f"m{i}.py": f"import random\nimport m{(i + 1) % n}\n\n\n"
        f"def f():\n    return m{(i + 1) % n}.f\n\n\nX = random.random()\n"
        for i in range(n)
    }
    return {**files, "main.py": "import random\n\nrandom.seed(1)\nimport m0\n\nm0.f()\n"}


def callers(n: int) -> Files:
    """One helper, called with as many different arguments."""
    body = "".join(f"f0({i})\n" for i in range(n))
    return {"main.py": f"{HEAD}{DRAW}random.seed(1)\n{body}"}


def seeding_callers(n: int) -> Files:
    """A helper chain, called after as many different seeds."""
    helpers = "".join(f"def f{i}(x=0):\n    return f{i - 1}(x)\n\n\n" for i in range(1, 10))
    body = "".join(f"random.seed({i})\nf9()\n" for i in range(n))
    return {"main.py": f"{HEAD}{DRAW}{helpers}{body}"}


def seeded_scripts(n: int) -> Files:
    """As many scripts that seed, each in a line of its own, and one module of helpers that they all call."""
    body = "".join(f"def f{i}(x=0):\n    return f{i - 1}(x)\n\n\n" for i in range(1, HELPERS))
    calls = "".join(f"helper.f{i}()\n" for i in range(9, HELPERS, 10))
    scripts = {f"run{i}.py": f"import random\nimport helper\n{chr(10) * i}random.seed({i})\n{calls}" for i in range(n)}
    return {"helper.py": f"{HEAD}{DRAW}{body}", **scripts}


def objects(n: int) -> Files:
    """As many objects of one class, a method called on each."""
    cls = "class C:\n    def __init__(self, x):\n        self.x = x\n\n"
    cls += "    def run(self):\n        return random.random()\n\n\n"
    body = "".join(f"C({i}).run()\n" for i in range(n))
    return {"main.py": f"{HEAD}{cls}random.seed(1)\n{body}"}


def methods(n: int) -> Files:
    """A class with as many methods, each calling the one before it."""
    body = "".join(
        f"    def f{i}(self):\n        self.a{i} = {i}\n        return self.f{i - 1}()\n\n" for i in range(1, n)
    )
    first = "class C:\n    def f0(self):\n        return random.random()\n\n"
    return {"main.py": f"{HEAD}{first}{body}\nrandom.seed(1)\nC().f{n - 1}()\n"}


def flat_methods(n: int) -> Files:
    """A class with as many methods, all called on one object, each setting an attribute."""
    body = "".join(f"    def f{i}(self):\n        self.a{i} = random.random()\n\n" for i in range(n))
    calls = "".join(f"c.f{i}()\n" for i in range(n))
    return {"main.py": f"{HEAD}class C:\n{body}\nrandom.seed(1)\nc = C()\n{calls}"}


def elifs(n: int) -> Files:
    """One if with as many branches, each seeding."""
    body = "".join(f"elif k == {i}:\n    np.random.seed({i})\n    a{i} = {i}\n" for i in range(1, n))
    return {
        "main.py": f"{HEAD}import sys\nk = int(input())\nif k == 0:\n    np.random.seed(0)\n{body}np.random.rand()\n"
    }


def ifs(n: int) -> Files:
    """As many ifs in a row, each seeding and binding names."""
    body = "".join(f"if k == {i}:\n    np.random.seed({i})\n    a{i} = {i}\n" for i in range(n))
    return {"main.py": f"{HEAD}import sys\nk = int(input())\n{body}np.random.rand()\n"}


def loops(n: int) -> Files:
    """Loops inside loops, as deep."""
    body = "".join("    " * i + f"for i{i} in range(int(input())):\n" for i in range(n))
    inner = "    " * n
    return {
        "main.py": f"{HEAD}import sys\n{body}{inner}random.seed(i{n - 1})\n{inner}random.random()\nrandom.random()\n"
    }


def nested_ifs(n: int) -> Files:
    """Ifs inside ifs, as deep."""
    body = "".join("    " * i + f"if k > {i}:\n" + "    " * (i + 1) + f"random.seed({i})\n" for i in range(n))
    return {"main.py": f"{HEAD}import sys\nk = int(input())\n{body}random.random()\n"}


def tries(n: int) -> Files:
    """As many try blocks in a row, each with ten statements."""
    body = "".join(
        "try:\n" + "".join(f"    a{j} = random.random()\n" for j in range(10)) + "except ValueError:\n    pass\n"
        for _ in range(n)
    )
    return {"main.py": f"{HEAD}random.seed(1)\n{body}"}


def long_try(n: int) -> Files:
    """One try block with as many statements."""
    body = "".join(f"    a{j} = random.random()\n" for j in range(n))
    return {"main.py": f"{HEAD}random.seed(1)\ntry:\n{body}except ValueError:\n    pass\n"}


def statements(n: int) -> Files:
    """As many draws in a row, each bound to a name."""
    return {"main.py": HEAD + "".join(f"a{i} = random.random()\n" for i in range(n))}


def functions(n: int) -> Files:
    """As many functions that draw, each called once."""
    body = "".join(f"def f{i}():\n    return random.random()\n\n\n" for i in range(n))
    return {"main.py": f"{HEAD}{body}" + "".join(f"f{i}()\n" for i in range(n))}


def clocks(n: int) -> Files:
    """As many seeds from the clock, each before a draw."""
    return {"main.py": f"{HEAD}import time\n" + "np.random.seed(int(time.time()))\nnp.random.rand()\n" * n}


def late_seeds(n: int) -> Files:
    """As many draws before as many seeds."""
    return {"main.py": HEAD + "random.random()\n" * n + "random.seed(1)\n" * n}


def dict_literal(n: int) -> Files:
    """A dict literal with as many rows."""
    rows = "".join(f"    {i}: ({i}, 'x'),\n" for i in range(n))
    return {"main.py": f"{HEAD}D = {{\n{rows}}}\nrandom.seed(D[1][0])\nrandom.random()\n"}


def dict_filled(n: int) -> Files:
    """A dict filled key by key."""
    rows = "".join(f"D['k{i}'] = {i}\n" for i in range(n))
    return {"main.py": f"{HEAD}D = {{}}\n{rows}random.seed(D['k1'])\nrandom.random()\n"}


def concatenation(n: int) -> Files:
    """One expression with as many operands."""
    return {"main.py": f"{HEAD}random.seed(1)\nx = {' + '.join(['random.random()'] * n)}\n"}


def callbacks(n: int) -> Files:
    """As many functions handed to code outside."""
    body = "".join(f"def f{i}(x=0):\n    return random.random()\n\n\n" for i in range(n))
    uses = "".join(f"register(f{i})\n" for i in range(n))
    return {"main.py": f"{HEAD}from outside import register\n{body}random.seed(1)\n{uses}"}


def scripts(n: int) -> Files:
    """As many scripts over one library."""
    lib = f"{HEAD}{DRAW}" + "".join(f"def f{i}(x=0):\n    return f{i - 1}(x)\n\n\n" for i in range(1, 20))
    main = "from lib import f19\n\nf19()\n"
    return {"lib.py": lib, **{f"s{i}.py": main for i in range(n)}}


SHAPES: dict[Callable[[int], Files], tuple[int, ...]] = {
    chain: (100, 1000, 5000),
    tree: (100, 1000, 5000),
    diamonds: (100, 1000, 5000),
    diamonds_with_arguments: (10, 100, 1000),
    diamonds_with_seeds: (10, 100, 1000),
    mutual: (10, 100, 1000),
    clique: (4, 16, 64),
    tangle: (10, 100, 1000),
    tangled_methods: (5, 20, 80),
    generators: (5, 10, 20),
    import_cycle: (50, 100, 200),
    callers: (100, 1000, 2000),
    seeding_callers: (100, 1000, 2000),
    seeded_scripts: (8, 32, 128),
    objects: (100, 1000, 2000),
    methods: (100, 250, 500),
    flat_methods: (100, 250, 500),
    elifs: (75, 150, 300),
    ifs: (75, 150, 300),
    loops: (3, 6, 10),
    nested_ifs: (5, 10, 18),
    tries: (50, 100, 200),
    long_try: (250, 500, 1000),
    statements: (1000, 2500, 5000),
    functions: (500, 1000, 2000),
    clocks: (500, 1000, 2000),
    late_seeds: (500, 1000, 2000),
    dict_literal: (10_000, 50_000, 100_000),
    dict_filled: (500, 1000, 2000),
    concatenation: (250, 500, 900),
    callbacks: (100, 500, 1000),
    scripts: (50, 100, 200),
}
