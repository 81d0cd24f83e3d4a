"""What runs inside the user's interpreter: standard library only, no random state consumed, nothing imported early.

The folder is put first on `PYTHONPATH`; `sitecustomize` then loads it under a private name, so that neither it nor
its modules can be mistaken for the program's own. Everything is decided by one environment variable.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

VARIABLE = "REPRO_LINT_OBSERVE"
"""Holds the settings (JSON): `events` (folder to write to), `home`, `fine`, `guard`, `gpu` (file), `seed`,
`reverse_listing`."""


def start(settings: dict[str, Any], variables: Mapping[str, str]) -> None:
    """Set up what the settings ask for; imports nothing that they do not need. `variables` are how they got here."""
    from . import leave
    from .imports import PostImport

    post_import = PostImport()
    sys.meta_path.insert(0, post_import)
    leave.at_exec(variables)
    if settings.get("seed") is not None:
        from . import seeds

        seeds.install(post_import, settings["seed"])
    if settings.get("gpu"):
        from . import gpucheck

        leave.at_end(lambda: gpucheck.write(settings["gpu"]), post_import)
    if settings.get("reverse_listing"):
        _reverse_listings()
    if settings.get("events"):
        from . import recording

        recording.install(settings, post_import)


def _reverse_listings() -> None:
    """Give `listdir` the other way round: an order that the operating system never promised."""
    listdir: Callable[..., list[Any]] = os.listdir
    os.listdir = lambda *args, **kwargs: listdir(*args, **kwargs)[::-1]
    scandir = os.scandir

    class Reversed:
        """The entries of one `scandir`, last first; iterable and a context manager as the original."""

        def __init__(self, *args: Any) -> None:
            self._source = scandir(*args)
            self._entries = iter(list(self._source)[::-1])

        def __iter__(self) -> Reversed:
            return self

        def __next__(self) -> Any:
            return next(self._entries)

        def __enter__(self) -> Reversed:
            return self

        def __exit__(self, *exc: object) -> None:
            self._source.close()

        close = __exit__

    os.scandir = Reversed  # type: ignore[assignment]
