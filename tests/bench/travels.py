"""How a seed travels: `use` is an expression over `$value`; guards that give a value in place of a missing one, too."""

from __future__ import annotations

from bench.model import ANY, INT, MINUS, NONE, TEXT, Idiom

SIGNED = f"{INT} {MINUS}"


def _helper(name: str, body: str, takes: str = f"{INT} {NONE}", gives: str = "", imports: str = "") -> Idiom:
    lines = body.strip("\n").split("\n")
    define = "\n".join(["def resolve(given):", *(f"    {line}" for line in lines)])
    return Idiom(f"resolve-{name}", "resolve($value)", define, imports, takes, gives)


TRAVELS = (
    Idiom("as-is", "$value", takes=ANY, weight=6),
    Idiom("text", "str($value)", takes=INT, gives=TEXT),
    Idiom("int", "int($value)", takes=TEXT, gives=INT, weight=3),
    Idiom("int-of-text", "int(str($value))", takes=INT),
    Idiom("format", 'int(f"{$value}")', takes=INT),
    Idiom("abs", "abs($value)", takes=SIGNED, gives=INT),
    Idiom("plus", "$value + 3", takes=INT),
    Idiom("max", "max($value, 0)", takes=SIGNED, gives=INT),
    Idiom("or-number", "$value or 11", gives=INT),
    Idiom("or-clock", "$value or time.time_ns() % 2**32", imports="import time", gives=INT),
    Idiom("if-none-number", "11 if $value is None else $value", gives=INT),
    Idiom("if-not-none-clock", "$value if $value is not None else time.time_ns() % 2**32", imports="import time", gives=INT),
    Idiom("dict-merge", '{**{"$attribute": 5}, **{"$attribute": $value}}["$attribute"]', takes=ANY),
    Idiom("dict-merge-lost", '{**{"$attribute": $value}, **{"$attribute": None}}["$attribute"]', gives=NONE, weight=0.3),
    Idiom("dict-union", '({"$attribute": 5} | {"$attribute": $value})["$attribute"]', takes=ANY),
    Idiom("dict-update", "updated($value)", """
        def updated(given):
            settings = {"epochs": 3}
            settings.update($attribute=given)
            return settings["$attribute"]
        """, takes=ANY),
    Idiom("dict-pop", '{"$attribute": $value}.pop("$attribute", None)', takes=ANY),
    Idiom("keywords", "forward($attribute=$value)", """
        def forward(**settings):
            return settings["$attribute"]
        """, takes=ANY),
    Idiom("keywords-get", "forward($attribute=$value, epochs=3)", """
        def inner(epochs, $attribute=None):
            return $attribute


        def forward(**settings):
            return inner(**settings)
        """, takes=ANY),
    Idiom("default-argument", "forward()", """
        def forward(given=$number):
            return given
        """, gives=INT, weight=0.3),
    Idiom("positional", "forward(3, $value)", """
        def forward(*parts):
            return parts[-1]
        """, takes=ANY),
    Idiom("asdict", 'asdict(Settings($value))["$attribute"]', """
        @dataclass
        class Settings:
            $attribute: object = None
        """, "from dataclasses import asdict, dataclass", takes=ANY),
    Idiom("dataclass-replace", "replace(Settings(5), $attribute=$value).$attribute", """
        @dataclass(frozen=True)
        class Settings:
            $attribute: object
        """, "from dataclasses import dataclass, replace", takes=ANY),
    Idiom("namedtuple-replace", "Settings(3, 5)._replace($attribute=$value).$attribute", 'Settings = namedtuple("Settings", "epochs $attribute")', "from collections import namedtuple", takes=ANY),
    Idiom("namedtuple-asdict", 'Settings(3, $value)._asdict()["$attribute"]', 'Settings = namedtuple("Settings", ["epochs", "$attribute"])', "from collections import namedtuple", takes=ANY),
    Idiom("namespace", "SimpleNamespace($attribute=$value).$attribute", imports="from types import SimpleNamespace", takes=ANY),
    Idiom("namespace-vars", 'vars(SimpleNamespace($attribute=$value))["$attribute"]', imports="from types import SimpleNamespace", takes=ANY),
    Idiom("argparse-namespace", 'vars(argparse.Namespace($attribute=$value)).get("$attribute")', imports="import argparse", takes=ANY),
    Idiom("chain-map", 'ChainMap({"$attribute": $value}, {"$attribute": 5})["$attribute"]', imports="from collections import ChainMap", takes=ANY),
    Idiom("chain-map-second", 'ChainMap({}, {"$attribute": $value})["$attribute"]', imports="from collections import ChainMap", takes=ANY),
    Idiom("proxy", 'MappingProxyType({"$attribute": $value})["$attribute"]', imports="from types import MappingProxyType", takes=ANY),
    Idiom("attribute-dict", "Settings($attribute=$value).$attribute", """
        class Settings(dict):
            def __getattr__(self, name):
                return self[name]
        """, takes=ANY),
    Idiom("getattr", 'getattr(SimpleNamespace($attribute=$value), "$attribute", 5)', imports="from types import SimpleNamespace", takes=ANY),
    Idiom("getattr-missing", 'getattr(SimpleNamespace(epochs=3), "$attribute", $value)', imports="from types import SimpleNamespace", takes=ANY),
    Idiom("attribute", "Holder($value).$attribute", """
        class Holder:
            def __init__(self, given):
                self.$attribute = given
        """, takes=ANY),
    Idiom("property", "Holder($value).$attribute", """
        class Holder:
            def __init__(self, given):
                self._given = given

            @property
            def $attribute(self):
                return self._given
        """, takes=ANY),
    Idiom("set-class-attribute", "Holder.keep($value)", """
        class Holder:
            $attribute = None

            @classmethod
            def keep(cls, given):
                cls.$attribute = given
                return cls.$attribute
        """, takes=ANY),
    Idiom("closure", "holding($value)()", """
        def holding(given):
            def read():
                return given

            return read
        """, takes=ANY),
    Idiom("partial", "partial(identity, $value)()", """
        def identity(given):
            return given
        """, "from functools import partial", takes=ANY),
    Idiom("cached", "identity($value)", """
        @lru_cache(maxsize=None)
        def identity(given):
            return given
        """, "from functools import lru_cache", takes=ANY),
    Idiom("json", 'json.loads(json.dumps({"$attribute": $value}))["$attribute"]', imports="import json", takes=ANY),
    Idiom("list", "[3, $value][1]", takes=ANY),
    Idiom("unpacked", "second(3, $value)", """
        def second(*parts):
            _, given = parts
            return given
        """, takes=ANY),
    Idiom("zip", 'dict(zip(["epochs", "$attribute"], [3, $value]))["$attribute"]', takes=ANY),
    Idiom("generator", "next(iter_of($value))", """
        def iter_of(given):
            yield given
        """, takes=ANY),
    Idiom("global", "remember($value)", """
        KEPT = None


        def remember(given):
            global KEPT
            KEPT = given
            return KEPT
        """, takes=ANY),
    Idiom("environment", 'through_environment($value)', """
        def through_environment(given):
            os.environ["BENCH_TRAVEL"] = str(given)
            return int(os.environ["BENCH_TRAVEL"])
        """, "import os", takes=INT),
    _helper("none-number", "if given is None:\n    given = 11\nreturn given", gives=INT),
    _helper("none-clock", "if given is None:\n    return time.time_ns() % 2**32\nreturn given", gives=INT, imports="import time"),
    _helper("falsy-clock", "if not given:\n    return time.time_ns() % 2**32\nreturn given", gives=INT, imports="import time"),
    _helper("not-none", "if given is not None:\n    return given\nreturn 11", gives=INT),
    _helper("negative-clock", "if given < 0:\n    return time.time_ns() % 2**32\nreturn given", SIGNED, INT, "import time"),
    _helper("minus-one", "return 11 if given == -1 else given", SIGNED, INT),
    _helper("in-none-minus-one", "if given in (None, -1):\n    given = 11\nreturn given", f"{SIGNED} {NONE}", INT),
    _helper("isinstance", "if isinstance(given, int):\n    return given\nreturn time.time_ns() % 2**32", gives=INT, imports="import time"),
    _helper("try-int", "try:\n    return int(given)\nexcept TypeError:\n    return 11", gives=INT),
    _helper("digits", "return int(given) if given.isdigit() else 11", TEXT, INT),
    _helper("match", "match given:\n    case None:\n        return 11\n    case _:\n        return given", gives=INT),
)  # fmt: skip
