"""What an idiom and a program are.

Templates name their parts by `$`: `$value` is the variable that holds the seed, `$number` a constant, `$option` the
name of an option, `$k` the number of the draw. A line that ends in `# @$k` draws, one that ends in `# @seed` seeds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

INT, NONE, TEXT, MINUS = "int", "none", "text", "minus"
ANY = f"{INT} {NONE} {TEXT} {MINUS}"


@dataclass(frozen=True, slots=True)
class Idiom:
    """One way to write one part of a program.

    `takes` lists the kinds of value that may reach it in a run with defaults, `gives` is the kind that leaves it
    (empty: the same).
    """

    name: str
    use: str
    define: str = ""
    imports: str = ""
    takes: str = f"{INT} {NONE}"
    gives: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Draw:
    """An expression that draws, from a stream that can be seeded or (an empty one) with the seed `$given`."""

    name: str
    use: str
    stream: str = ""
    define: str = ""
    imports: str = ""
    weight: float = 1.0
    races: bool = False  # equal outputs of a few runs prove nothing

    @property
    def explicit(self) -> bool:
        """Whether the seed is an argument of the draw."""
        return "$given" in self.use


@dataclass(frozen=True, slots=True)
class Place:
    """Where the seed is set and the draws are made: a body of `$origin`, `$seeding` and `$draws`.

    `held` is what the draws call the value; empty where they do not see it. `module` is what a file `prepare.py` holds.
    """

    name: str
    body: str
    held: str = "$value"
    module: str = ""
    imports: str = ""
    weight: float = 1.0
    processes: bool = False
    gives: str = ""  # the kind of value, where the place brings it itself: the parameter of a command


@dataclass(frozen=True, slots=True)
class Layout:
    """Into which files a program is split: `main` and `helpers` are paths, the latter empty for a single file."""

    name: str
    main: str
    command: tuple[str, ...]
    helpers: str = ""
    importing: str = ""
    further: tuple[str, ...] = ()
    weight: float = 1.0

    def allows(self, place: Place) -> bool:
        """Whether a program of such a place can be laid out so."""
        if place.processes and self.main.endswith((".ipynb", "__main__.py")):
            return False  # what a spawned process cannot import
        return not (place.module and "/" in self.main)


@dataclass(frozen=True, slots=True)
class Program:
    """A composed program: its files, which lines seed and draw, and how it is run."""

    number: int
    idioms: tuple[str, ...]
    files: Mapping[str, str]
    marks: Mapping[str, frozenset[tuple[str, int]]]
    command: tuple[str, ...]
    races: bool = False

    @property
    def text(self) -> str:
        """All files, one below the other."""
        return "\n".join(f"# ---- {path}\n{code(text)}" for path, text in self.files.items())


def code(text: str) -> str:
    """The code of a file, which may be a notebook."""
    if not text.startswith("{"):
        return text
    return "".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
