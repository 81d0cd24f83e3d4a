"""Faker: all instances draw from one stream of the library, unless one has a seed of its own (`seed_instance`)."""

from __future__ import annotations

from collections.abc import Mapping

from repro_lint.catalog.schema import Role, Row, Stream
from repro_lint.catalog.streams import OWN
from repro_lint.catalog.tables import group

_FAKER = Stream("faker", ("faker.Faker.seed",), "Faker.seed", turn=7, aliases=("faker",), library="faker")
STREAMS = (_FAKER,)

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
    Row("faker.Faker.*", Role.DRAW, "LIBRARIES §1.16", rule="unseeded-draw", streams=(_FAKER,)),
)

PREFIXES: Mapping[str, str] = {"faker.proxy": "faker", "faker.factory": "faker", "faker.Factory": "faker.Faker"}
