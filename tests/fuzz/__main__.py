"""python -m fuzz TARGET [LIBFUZZER OPTION…] [FOLDER]: fuzz a target by coverage, from its corpus.

    PYTHONPATH=tests python -m fuzz notebook -max_total_time=600

Needs atheris (`pip install 'repro-lint[fuzz]'`). What breaks the target is kept in the working directory, and printed
with its trace; `-runs=2000 -seed=1` gives the same inputs each time. What reaches further is kept in FOLDER, if one is
named: the corpus stays as it is, and small.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import sys
import tempfile

import atheris

with atheris.instrument_imports(include=["repro_lint"]):
    import mutations

    import repro_lint
    from fuzz.targets import TARGETS, corpus

    for module in pkgutil.walk_packages(repro_lint.__path__, "repro_lint."):  # also what is imported when it is needed
        if not module.name.startswith(("repro_lint.__main__", "repro_lint.runtime", "repro_lint.pytest_plugin")):
            importlib.import_module(module.name)

LIMITS = ("-timeout=60", "-rss_limit_mb=2560", "-max_len=8192")
BY_STRUCTURE = 0.6  # of the inputs: lines and tokens change, not only bytes


def main(words: list[str]) -> None:
    """Fuzz until an option or a flaw ends it."""
    name, *options = words
    by_structure = mutations.notebook if name == "notebook" else mutations.script
    sys.setrecursionlimit(20_000)
    known = corpus(name)
    if all(option.startswith("-") for option in options):  # new inputs go to the first folder
        options.append(tempfile.mkdtemp(prefix="fuzz-"))
    lenders = [path.read_bytes() for path in sorted(known.iterdir())]

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.random() > BY_STRUCTURE:
            return bytes(atheris.Mutate(data, longest))
        return by_structure(data, rng.choice(lenders), rng)[:longest]

    atheris.Setup([sys.argv[0], *LIMITS, *options, str(known)], TARGETS[name], custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
