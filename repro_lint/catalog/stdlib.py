"""Python's own sources of random state, and the values that differ from run to run."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.streams import HASH
from repro_lint.catalog.tables import ENTROPY, PYTHON, group, table

_DRAW = Row("", Role.DRAW, "TRUTH §1 py_random", rule="unseeded-draw", streams=PYTHON)
_SEED = Row(
    "",
    Role.SEED,
    "TRUTH §1 py_random",
    streams=PYTHON,
    parameters=("a", "version"),
    seed="a",
    accepts="plain",
)
_UNSTABLE = Row("", Role.UNSTABLE, "docs.python.org {name}", streams=ENTROPY)
_SECRET = replace(_UNSTABLE, source="TRUTH §1 py_secrets")
_CLOCK = Row("", Role.UNSTABLE, "TRUTH §1 py_time", streams=ENTROPY)
_HASH = Row("builtins.hash", Role.UNSTABLE, "TRUTH §1 py_hash_str", streams=(HASH,))

_GLOBAL = (
    *group(
        "random",
        "betavariate binomialvariate choice choices expovariate gammavariate gauss getrandbits lognormvariate"
        " normalvariate paretovariate randbytes randint random randrange sample shuffle triangular uniform"
        " vonmisesvariate weibullvariate",
        _DRAW,
    ),
    replace(_SEED, name="random.seed"),
    Row("random.getstate", Role.SAVE, "docs.python.org random", streams=PYTHON),
    Row("random.setstate", Role.RESTORE, "docs.python.org random", streams=PYTHON, parameters=("state",)),
)

_OBJECTS = (
    Row(
        "random.Random",
        Role.GENERATOR,
        "TRUTH §1 py_Random_unseeded_instance; docs.python.org random (the seed is positional only)",
        rule="unseeded-generator",
        streams=ENTROPY,
        parameters=("x",),
        seed="x",
        accepts="plain",
        raises_if=({"seed": (Given.PRESENT,)},),
        raises="it takes its seed by position only",
        valid="{name}({given})",
        returns="random.Random",
        fix="{seed}",
    ),
    Row("random.Random.seed", Role.SEED, "TRUTH §4.18", parameters=("a", "version"), seed="a"),
    Row(
        "random.SystemRandom",
        Role.GENERATOR,
        "TRUTH §1 py_SystemRandom",
        rule="unseeded-draw",
        streams=ENTROPY,
        returns="random.Random",
    ),
)

_VALUES = (
    *group("secrets", "choice randbelow randbits token_bytes token_hex token_urlsafe", _SECRET),
    Row("secrets.SystemRandom", Role.UNSTABLE, "TRUTH §1 py_SystemRandom", streams=ENTROPY),
    *group("os", "urandom", replace(_UNSTABLE, source="TRUTH §1 py_os_urandom")),
    *group("os", "getrandom getpid getppid times", _UNSTABLE),
    *group("uuid", "uuid1 uuid4", replace(_UNSTABLE, source="TRUTH §1 py_{name}")),
    *group("uuid", "uuid6 uuid7 uuid8", _UNSTABLE),
    *group("tempfile", "mkdtemp mkstemp mktemp NamedTemporaryFile", replace(_UNSTABLE, source="TRUTH §1 py_tempname")),
    *group(
        "time",
        "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns"
        " thread_time thread_time_ns clock ctime localtime gmtime strftime asctime",
        _CLOCK,
    ),
    *table("datetime.datetime", "now tz\nutcnow\ntoday", _CLOCK),
    *group("datetime.date", "today", _CLOCK),
    *group("multiprocessing", "current_process", _UNSTABLE),
    *group("threading", "get_ident get_native_id", _UNSTABLE),
    _HASH,
    Row("builtins.id", Role.UNSTABLE, "TRUTH §1 py_set_of_obj_order", streams=ENTROPY),
)

ROWS = (*_GLOBAL, *_OBJECTS, *_VALUES)
