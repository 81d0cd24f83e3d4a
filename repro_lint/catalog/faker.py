"""Faker: all instances draw from one stream of the library, unless one has a seed of its own (`seed_instance`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row, Stream
from repro_lint.catalog.streams import OWN
from repro_lint.catalog.tables import ENTROPY, group

_FAKER = Stream("faker", ("faker.Faker.seed",), "Faker.seed", turn=7, aliases=("faker",), library="faker")
STREAMS = (_FAKER,)

_PROVIDER = Row("", Role.DRAW, "LIBRARIES §1.16", rule="unseeded-draw", streams=(_FAKER,))
# Their range ends now: they vary with the clock, whatever is seeded.
_BY_CLOCK = replace(_PROVIDER, streams=ENTROPY, source="LIBRARIES §1.16 date_time_this_year; measured with {name}")
_OBJECT = Row("", Role.OBJECT, "faker.readthedocs.io {name}")

ROWS = (
    Row("faker.Faker", Role.OBJECT, "faker.readthedocs.io Faker", returns="faker.Faker"),
    Row("faker.Faker.seed", Role.SEED, "LIBRARIES §1.16", streams=(_FAKER,), parameters=("seed",), seed="seed"),
    Row("faker.Faker.seed_instance", Role.SEED, "LIBRARIES §1.16", streams=(OWN,), parameters=("seed",), seed="seed"),
    *group(
        "faker.Faker",
        "add_provider cache_pattern get_arguments get_formatter get_providers items provider seed_locale set_arguments",
        _OBJECT,
    ),
    Row("faker.Faker.__getitem__", Role.OBJECT, "faker.readthedocs.io Faker", returns="self"),
    *group("faker.Faker", "*", _PROVIDER),
    *group(
        "faker.Faker",
        "date_time_this_century date_time_this_decade date_time_this_month date_time_this_year future_datetime"
        " past_datetime",
        _BY_CLOCK,
    ),
    *group(
        "faker.Faker",
        "date_time unix_time",
        replace(_BY_CLOCK, parameters=("tzinfo", "end_datetime"), never_if=({"end_datetime": (Given.PRESENT,)},)),
    ),
)

PREFIXES: Mapping[str, str] = {"faker.proxy": "faker", "faker.factory": "faker", "faker.Factory": "faker.Faker"}
