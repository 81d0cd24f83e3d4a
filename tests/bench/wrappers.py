"""How the call that seeds the streams is wrapped: objects, decorators, context managers, generators."""

from __future__ import annotations

from bench.model import Idiom

WRAPPERS = (
    Idiom("class", "Preparation($value).apply()", """
        class Preparation:
            def __init__(self, given=None):
                self.given = given

            def apply(self):
                given = self.given
                if given is not None:
                    $reseed
        """),
    Idiom("call-object", "Preparation()($value)", """
        class Preparation:
            def __call__(self, given):
                $reseed
        """),
    Idiom("static-method", "Preparation.apply($value)", """
        class Preparation:
            @staticmethod
            def apply(given):
                $reseed
        """),
    Idiom("inherited", "Preparation($value)", """
        class Base:
            def __init__(self, given):
                self.prepare(given)

            def prepare(self, given):
                pass


        class Preparation(Base):
            def prepare(self, given):
                $reseed
        """),
    Idiom("inherited-not", "Preparation($value)", """
        class Base:
            def __init__(self, given):
                $reseed


        class Preparation(Base):
            def __init__(self, given):
                self.given = given
        """, weight=0.4),
    Idiom("registry", 'STEPS["prepare"]($value)', """
        STEPS = {}


        def step(function):
            STEPS[function.__name__] = function
            return function


        @step
        def prepare(given):
            $reseed
        """),
    Idiom("partial", "partial(prepare, $value)()", "def prepare(given):\n    $reseed", "from functools import partial"),
    Idiom("list-of-steps", "for each in STEPS:\n    each($value)", """
        def prepare(given):
            $reseed


        STEPS = [prepare]
        """),
    Idiom("lambda", "(lambda given: prepare(given))($value)", "def prepare(given):\n    $reseed"),
    Idiom("loop-of-functions", "prepare($value)", """
        def prepare(given):
            for _ in range(2):
                $reseed
        """),
    Idiom("global-table", 'globals()["prepare"]($value)', "def prepare(given):\n    $reseed", weight=0.5),
    Idiom("context-manager", "with prepared($value):\n    pass", """
        @contextmanager
        def prepared(given):
            $reseed
            yield
        """, "from contextlib import contextmanager"),
    Idiom("context-manager-as-decorator", "run_prepared($value)", """
        @contextmanager
        def prepared(given):
            $reseed
            yield


        def run_prepared(given):
            @prepared(given)
            def nothing():
                return None

            nothing()
        """, "from contextlib import contextmanager"),
    Idiom("enter", "with Prepared($value):\n    pass", """
        class Prepared:
            def __init__(self, given):
                self.given = given

            def __enter__(self):
                given = self.given
                $reseed
                return self

            def __exit__(self, *error):
                return False
        """),
    Idiom("decorator", "nothing_prepared($value)", """
        def prepares(function):
            @wraps(function)
            def wrapper(given):
                $reseed
                return function(given)

            return wrapper


        @prepares
        def nothing_prepared(given):
            return given
        """, "from functools import wraps"),
    Idiom("decorator-with-argument", "nothing_prepared()", """
        def prepares(given):
            def decorate(function):
                @wraps(function)
                def wrapper():
                    $reseed
                    return function()

                return wrapper

            return decorate


        @prepares($number)
        def nothing_prepared():
            return None
        """, "from functools import wraps", weight=0.7),
    Idiom("generator-not-run", "prepare($value)", """
        def prepare(given):
            $reseed
            yield given
        """, weight=0.4),
    Idiom("generator-run", "list(prepare($value))", """
        def prepare(given):
            $reseed
            yield given
        """),
    Idiom("nested", "prepare($value)", """
        def prepare(given):
            def inner():
                $reseed

            inner()
        """),
    Idiom("nested-not-run", "prepare($value)", """
        def prepare(given):
            def inner():
                $reseed

            return inner
        """, weight=0.4),
)  # fmt: skip
