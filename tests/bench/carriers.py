"""How a draw is reached: `$draw` in `define` is the draw with the seed `given`, `$given` a parameter or nothing."""

from __future__ import annotations

from bench.model import Idiom

_SAMPLE = """
def sample_$k($given):
    return $draw  # @$k
"""


def _kept(name: str, use: str, define: str = "", imports: str = "", weight: float = 1.0) -> Idiom:
    return Idiom(name, use, f"{_SAMPLE}\n{define}" if define else _SAMPLE, imports, weight=weight)


CARRIERS = (
    Idiom("inline", "$draw", weight=6),
    _kept("function", "sample_$k($held)", weight=4),
    Idiom("nested-function", "sample_$k($held)", """
        def sample_$k($given):
            def inner():
                return $draw  # @$k

            return inner()
        """),
    Idiom("method", "Sampler$k().sample($held)", """
        class Sampler$k:
            def sample(self$comma_given):
                return $draw  # @$k
        """, weight=2),
    Idiom("static-method", "Sampler$k.sample($held)", """
        class Sampler$k:
            @staticmethod
            def sample($given):
                return $draw  # @$k
        """),
    Idiom("inherited-method", "Sampler$k().run($held)", """
        class Base$k:
            def run(self$comma_given):
                return self.sample($given)


        class Sampler$k(Base$k):
            def sample(self$comma_given):
                return $draw  # @$k
        """),
    Idiom("overridden-method", "Sampler$k().sample($held)", """
        class Base$k:
            def sample(self$comma_given):
                raise NotImplementedError


        class Sampler$k(Base$k):
            def sample(self$comma_given):
                return $draw  # @$k
        """),
    Idiom("call-object", "Sampler$k()($held)", """
        class Sampler$k:
            def __call__(self$comma_given):
                return $draw  # @$k
        """),
    Idiom("generator", "next(sample_$k($held))", """
        def sample_$k($given):
            while True:
                yield $draw  # @$k
        """),
    Idiom("generator-loop", "list(sample_$k($held))", """
        def sample_$k($given):
            for _ in range(3):
                yield $draw  # @$k
        """),
    Idiom("lambda", "sample_$k($held)", """
        sample_$k = lambda $given: $draw  # @$k
        """),
    _kept("table", 'TABLE_$k["sample"]($held)', 'TABLE_$k = {"sample": sample_$k}'),
    _kept("registry", 'TABLE_$k["sample_$k"]($held)', """
TABLE_$k = {}


def register_$k(function):
    TABLE_$k[function.__name__] = function
    return function


register_$k(sample_$k)
"""),
    _kept("partial", "partial(sample_$k, $held)()", "", "from functools import partial"),
    _kept("wrapped", "timed_$k(sample_$k)($held)", """
def timed_$k(function):
    @wraps(function)
    def wrapper(*parts, **named):
        return function(*parts, **named)

    return wrapper
""", "from functools import wraps"),
    _kept("star-call", "call_$k(sample_$k, $held)", """
def call_$k(function, *parts):
    return function(*parts)
"""),
    _kept("namedtuple", "Tools$k(sample_$k).draw($held)", 'Tools$k = namedtuple("Tools$k", "draw")', "from collections import namedtuple"),
    _kept("namespace", "SimpleNamespace(draw=sample_$k).draw($held)", "", "from types import SimpleNamespace"),
    _kept("list", "[sample_$k][0]($held)"),
    _kept("globals", 'sample_by_name_$k("sample")($held)', """
def sample_by_name_$k(name):
    return globals()[name + "_$k"]
"""),
    _kept("map", "list(map(lambda _: sample_$k($held), range(2)))"),
    _kept("comprehension", "[sample_$k($held) for _ in range(2)]"),
    Idiom("property", "Sampler$k().sample", """
        class Sampler$k:
            @property
            def sample(self):
                given = 5
                return $draw  # @$k
        """, weight=0.6),
    Idiom("operator", "(Sampler$k() + 1)", """
        class Sampler$k:
            def __add__(self, other):
                given = other
                return $draw  # @$k
        """, weight=0.6),
    Idiom("item", "Sampler$k()[1]", """
        class Sampler$k:
            def __getitem__(self, given):
                return $draw  # @$k
        """, weight=0.6),
    Idiom("iteration", "list(Sampler$k())", """
        class Sampler$k:
            def __iter__(self):
                given = 5
                yield $draw  # @$k
        """, weight=0.6),
    Idiom("not-called", '"nothing"', """
        def sample_$k():
            given = None
            return $draw
        """, weight=0.5),
)  # fmt: skip
