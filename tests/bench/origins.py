"""Where a seed comes from: `use` is an expression for it."""

from __future__ import annotations

from bench.model import INT, MINUS, NONE, TEXT, Idiom


def _parser(option: str, rest: str = "", parse: str = "parser.parse_args()") -> str:
    return f"""
        def options():
            parser = argparse.ArgumentParser()
            parser.add_argument("--epochs", type=int, default=3)
            parser.add_argument("--$option"{option})
{rest and "            " + rest}
            return {parse}
    """


def _argparse(name: str, gives: str, option: str, rest: str = "", parse: str = "parser.parse_args()") -> Idiom:
    imports = "import argparse\nimport sys" if "sys." in parse else "import argparse"
    use = "options()[0].$attribute" if "known" in parse else "options().$attribute"
    return Idiom(f"argparse-{name}", use, _parser(option, rest, parse), imports, gives=gives)


ORIGINS = (
    Idiom("constant", "$number", gives=INT, weight=3),
    Idiom("minus-one", "-1", gives=MINUS),
    Idiom("constant-name", "LUCKY", "LUCKY = $number", gives=INT),
    Idiom("none", "None", gives=NONE),
    Idiom("clock", "int(time.time_ns()) % 2**32", imports="import time", gives=INT),
    Idiom("clock-text", "str(time.time_ns() % 2**32)", imports="import time", gives=TEXT),
    Idiom("datetime", "datetime.now().microsecond + int(time.time())", imports="import time\nfrom datetime import datetime", gives=INT),
    Idiom("pid-and-clock", "(os.getpid() * 7919 + time.perf_counter_ns()) % 2**32", imports="import os\nimport time", gives=INT),
    Idiom("urandom", 'int.from_bytes(os.urandom(4), "big")', imports="import os", gives=INT),
    Idiom("secret", "secrets.randbelow(2**32)", imports="import secrets", gives=INT),
    Idiom("hash-of-text", 'hash("experiment") % 2**32', gives=INT),
    Idiom("digest-of-text", 'zlib.crc32(b"experiment")', imports="import zlib", gives=INT),
    Idiom("length-of-text", 'len("experiment")', gives=INT),
    _argparse("int", INT, ", type=int, default=$number"),
    _argparse("untyped", INT, ", default=$number"),
    _argparse("text-default", INT, ', type=int, default="$number"'),
    _argparse("none", NONE, ", type=int, default=None"),
    _argparse("no-default", NONE, ", type=int"),
    _argparse("minus-one", MINUS, ", type=int, default=-1"),
    _argparse("choices", INT, ", type=int, choices=[$number, 5, 6], default=$number"),
    _argparse("short", INT, ', "-q", type=int, default=$number'),
    _argparse("dest", INT, ', type=int, default=$number, dest="$attribute"'),
    _argparse("argv", INT, ", type=int, default=$number", parse="parser.parse_args(sys.argv[1:])"),
    _argparse("known", INT, ", type=int, default=$number", parse="parser.parse_known_args()"),
    _argparse("known-none", NONE, ", type=int", parse="parser.parse_known_args()"),
    _argparse("set-defaults", INT, ", type=int", "parser.set_defaults($attribute=$number)"),
    _argparse("set-defaults-none", NONE, ", type=int, default=$number", "parser.set_defaults($attribute=None)"),
    Idiom(
        "argparse-parents", "options().$attribute",
        """
        def options():
            common = argparse.ArgumentParser(add_help=False)
            common.add_argument("--$option", type=int, default=$number)
            parser = argparse.ArgumentParser(parents=[common])
            return parser.parse_args()
        """, "import argparse", gives=INT,
    ),
    Idiom(
        "argparse-loop", "options().$attribute",
        """
        DEFAULTS = {"epochs": 3, "$attribute": $number}


        def options():
            parser = argparse.ArgumentParser()
            for name, default in DEFAULTS.items():
                parser.add_argument(f"--{name}", type=type(default), default=default)
            return parser.parse_args()
        """, "import argparse", gives=INT,
    ),
    Idiom(
        "argparse-group", "options().$attribute",
        """
        def options():
            parser = argparse.ArgumentParser()
            group = parser.add_argument_group("data")
            group.add_argument("--$option", type=int, default=$number)
            return parser.parse_args()
        """, "import argparse", gives=INT,
    ),
    Idiom(
        "argparse-off-switch", "None if options().no_$attribute else $number",
        """
        def options():
            parser = argparse.ArgumentParser()
            parser.add_argument("--no-$option", action="store_true")
            return parser.parse_args()
        """, "import argparse", gives=INT,
    ),
    Idiom(
        "argparse-on-switch", "$number if options().fixed else None",
        """
        def options():
            parser = argparse.ArgumentParser()
            parser.add_argument("--fixed", action="store_true")
            return parser.parse_args()
        """, "import argparse", gives=NONE,
    ),
    Idiom(
        "argparse-boolean-optional", "$number if options().fixed else None",
        """
        def options():
            parser = argparse.ArgumentParser()
            parser.add_argument("--fixed", action=argparse.BooleanOptionalAction, default=True)
            return parser.parse_args()
        """, "import argparse", gives=INT,
    ),
    Idiom(
        "argparse-command", "options().run()",
        """
        def options():
            parser = argparse.ArgumentParser()
            parser.set_defaults(run=lambda: $number)
            return parser.parse_args()
        """, "import argparse", gives=INT,
    ),
    Idiom("env-absent", 'os.environ.get("BENCH_VALUE")', imports="import os", gives=NONE),
    Idiom("env-default-text", 'os.environ.get("BENCH_VALUE", "$number")', imports="import os", gives=TEXT),
    Idiom("env-default-int", 'int(os.environ.get("BENCH_VALUE", $number))', imports="import os", gives=INT),
    Idiom("getenv-or-number", 'int(os.getenv("BENCH_VALUE") or $number)', imports="import os", gives=INT),
    Idiom("getenv-or-clock", 'int(os.getenv("BENCH_VALUE") or time.time_ns() % 2**32)', imports="import os\nimport time", gives=INT),
    Idiom("env-in", 'int(os.environ["BENCH_VALUE"]) if "BENCH_VALUE" in os.environ else None', imports="import os", gives=NONE),
    Idiom("argv-or-number", "int(sys.argv[1]) if len(sys.argv) > 1 else $number", imports="import sys", gives=INT),
    Idiom("argv-or-none", "int(sys.argv[1]) if len(sys.argv) > 1 else None", imports="import sys", gives=NONE),
    Idiom("config-dict", 'CONFIG["$attribute"]', 'CONFIG = {"epochs": 3, "$attribute": $number}', gives=INT),
    Idiom("config-dict-get-missing", 'CONFIG.get("$attribute")', 'CONFIG = {"epochs": 3}', gives=NONE),
    Idiom("config-dict-get-default", 'CONFIG.get("$attribute", $number)', 'CONFIG = {"epochs": 3}', gives=INT),
    Idiom("config-nested", 'CONFIG["data"]["$attribute"]', 'CONFIG = {"data": {"$attribute": $number}}', gives=INT),
    Idiom("config-nested-none", 'CONFIG["data"]["$attribute"]', 'CONFIG = {"data": {"$attribute": None}}', gives=NONE),
    Idiom("json-text", 'json.loads(TEXT)["$attribute"]', """TEXT = '{"$attribute": $number, "epochs": 3}'""", "import json", gives=INT),
    Idiom("json-text-null", 'json.loads(TEXT).get("$attribute")', """TEXT = '{"$attribute": null}'""", "import json", gives=NONE),
    Idiom("ini-text", 'options().getint("data", "$attribute", fallback=$number)', """
        def options():
            parser = configparser.ConfigParser()
            parser.read("absent.ini")
            return parser
        """, "import configparser", gives=INT),
    Idiom("dataclass", "Config().$attribute", """
        @dataclass
        class Config:
            epochs: int = 3
            $attribute: int = $number
        """, "from dataclasses import dataclass", gives=INT),
    Idiom("dataclass-none", "Config().$attribute", """
        @dataclass
        class Config:
            epochs: int = 3
            $attribute: int | None = None
        """, "from __future__ import annotations\nfrom dataclasses import dataclass", gives=NONE),
    Idiom("dataclass-factory-clock", "Config().$attribute", """
        @dataclass
        class Config:
            $attribute: int = field(default_factory=lambda: time.time_ns() % 2**32)
        """, "import time\nfrom dataclasses import dataclass, field", gives=INT),
    Idiom("namedtuple", "Config(3, $number).$attribute", 'Config = namedtuple("Config", "epochs $attribute")', "from collections import namedtuple", gives=INT),
    Idiom("namedtuple-default", "Config().$attribute", """
        class Config(NamedTuple):
            epochs: int = 3
            $attribute: int = $number
        """, "from typing import NamedTuple", gives=INT),
    Idiom("namespace", "SimpleNamespace($attribute=$number).$attribute", imports="from types import SimpleNamespace", gives=INT),
    Idiom("class-attribute", "Config.$attribute", """
        class Config:
            $attribute = $number
        """, gives=INT),
    Idiom("class-attribute-none", "Config.$attribute", """
        class Config:
            $attribute = None
        """, gives=NONE),
    Idiom("enum", "Config.$attribute.value", """
        class Config(Enum):
            $attribute = $number
        """, "from enum import Enum", gives=INT),
    Idiom("file-or-number", "load()", """
        def load():
            try:
                with open("absent.txt") as file:
                    return int(file.read())
            except FileNotFoundError:
                return $number
        """, gives=INT),
    Idiom("file-or-none", "load()", """
        def load():
            path = Path("absent.txt")
            if not path.exists():
                return None
            return int(path.read_text())
        """, "from pathlib import Path", gives=NONE),
)  # fmt: skip
