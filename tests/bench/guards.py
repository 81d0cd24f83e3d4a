"""How the streams are seeded with a value: `use` are statements, `$reseed` in `define` the seed calls on `given`."""

from __future__ import annotations

from bench.model import INT, MINUS, NONE, Idiom

SIGNED = f"{INT} {MINUS}"


def _if(name: str, test: str, takes: str = f"{INT} {NONE}", orelse: str = "") -> Idiom:
    lines = ["def prepare(given):", f"    if {test}:", "        $reseed"]
    lines += ["    else:", f"        {orelse}"] if orelse else []
    return Idiom(f"if-{name}", "prepare($value)", "\n".join(lines), takes=takes)


def _unless(name: str, test: str, takes: str = f"{INT} {NONE}") -> Idiom:
    define = f"def prepare(given):\n    if {test}:\n        return\n    $reseed"
    return Idiom(f"unless-{name}", "prepare($value)", define, takes=takes)


GUARDS = (
    Idiom("bare", "prepare($value)", "def prepare(given):\n    $reseed", weight=5),
    Idiom("missing", "", takes=f"{SIGNED} {NONE}", weight=1.5),
    _if("not-none", "given is not None"),
    _if("unequal-none", "given != None"),
    _if("not-is-none", "not given is None"),
    _if("true", "given"),
    _if("bool", "bool(given)"),
    _if("at-least-zero", "given >= 0", SIGNED),
    _if("above-zero", "given > 0", SIGNED),
    _if("in-range", "0 <= given < 2**32", SIGNED),
    _if("not-minus-one", "given != -1", SIGNED),
    _if("not-in", "given not in (None, -1)", f"{SIGNED} {NONE}"),
    _if("isinstance", "isinstance(given, int)"),
    _if("isinstance-not-bool", "isinstance(given, int) and not isinstance(given, bool)"),
    _if("type", "type(given) is int"),
    _if("not-none-and-positive", "given is not None and given >= 0", f"{SIGNED} {NONE}"),
    _if("not-none-else", "given is not None", orelse='print("not seeded")'),
    _if("has-length", "len(str(given)) > 0"),
    _unless("none", "given is None"),
    _unless("falsy", "not given"),
    _unless("negative", "given < 0", SIGNED),
    _unless("in-none-minus-one", "given in (None, -1)", f"{SIGNED} {NONE}"),
    Idiom("if-raise", "prepare($value)", """
        def prepare(given):
            if given is None:
                raise ValueError("no value")
            $reseed
        """, takes=INT),
    Idiom("assert", "prepare($value)", """
        def prepare(given):
            assert given is not None
            $reseed
        """, takes=INT),
    Idiom("try-int", "prepare($value)", """
        def prepare(given):
            try:
                given = int(given)
            except TypeError:
                return
            $reseed
        """),
    Idiom("match", "prepare($value)", """
        def prepare(given):
            match given:
                case None:
                    pass
                case _:
                    $reseed
        """),
    Idiom("default-parameter", "prepare()", """
        def prepare(given=$number):
            $reseed
        """, weight=0.5),
    Idiom("default-parameter-none", "prepare()", """
        def prepare(given=None):
            if given is not None:
                $reseed
        """, weight=0.5),
    Idiom("keyword", 'prepare(**{"given": $value})', """
        def prepare(*, given=None):
            if given is not None:
                $reseed
        """),
    Idiom("switch-true", "prepare($value)", """
        def prepare(given, exact=True):
            if exact:
                $reseed
        """),
    Idiom("switch-false", "prepare($value)", """
        def prepare(given, exact=False):
            if exact:
                $reseed
        """, weight=0.5),
)  # fmt: skip
