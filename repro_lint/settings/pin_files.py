"""The files that say which versions a project runs with: lists of requirements and lock files at its root."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from repro_lint.reading import MIB, SETTINGS, read_regular

_BOUNDS = (
    *("pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "requirements*.txt", "requirements/*.txt"),
    *("environment*.yml", "environment*.yaml", "conda*.yml", "conda*.yaml"),
)
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock*.toml")
_LARGEST_LOCK = 16 * MIB
_MOST_FILES = 100
_NESTED = re.compile(r"^[ \t]*(?:-r|-c|--requirement|--constraint)[ \t=]*([^ \t#\r\n\0][^#\r\n\0]*)", re.MULTILINE)
_PACKAGES = r"keras|tensorflow(?:-(?:cpu|gpu|intel|macos))?"
# What writes these files puts the version on the line after the name.
_LOCKED = re.compile(rf"^name = \"({_PACKAGES})\"\r?\nversion = \"([^\"\r\n]*)\"", re.MULTILINE)


def pin_texts(root: Path) -> Iterator[str]:
    """The text of every list of requirements, with those that another one names by `-r` or `-c`."""
    pending = [path for pattern in reversed(_BOUNDS) for path in sorted(root.glob(pattern), reverse=True)]
    seen: set[str] = set()
    while pending and len(seen) < _MOST_FILES:
        path = pending.pop()
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        text = _text(path, SETTINGS)
        yield text
        if path.suffix in (".txt", ".in"):
            pending += [path.parent / named.strip() for named in _NESTED.findall(text)]


def locked_versions(root: Path) -> dict[str, str]:
    """`== version` of `keras` and `tensorflow` as locked; of several versions, for several platforms, the newest."""
    locked = list(_locked(root))
    return _newest(locked) if locked else {}


def _newest(locked: Iterable[tuple[str, str]]) -> dict[str, str]:
    from packaging.version import InvalidVersion, Version

    newest: dict[str, Version] = {}
    for package, text in locked:
        try:
            version = Version(text)
        except InvalidVersion:
            continue  # a broken lock file costs what is broken in it
        name = package[: len("tensorflow")]
        newest[name] = max(version, newest.get(name, version))
    return {name: f"=={version.base_version}" for name, version in newest.items()}


def _locked(root: Path) -> Iterable[tuple[str, str]]:
    for pattern in _LOCKS:
        for path in sorted(root.glob(pattern)):
            yield from _LOCKED.findall(_text(path, _LARGEST_LOCK))
    yield from _pipenv(_text(root / "Pipfile.lock", _LARGEST_LOCK))


def _pipenv(text: str) -> Iterator[tuple[str, str]]:
    try:
        document = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return
    sections = document.values() if isinstance(document, dict) else ()
    for section in sections:
        for name, entry in section.items() if isinstance(section, dict) else ():
            version = entry.get("version") if isinstance(entry, dict) else None
            if re.fullmatch(_PACKAGES, name) and isinstance(version, str):
                yield name, version.removeprefix("==")


def _text(path: Path, limit: int) -> str:
    """The text of a file; nothing where it is a folder, too large, or no file that could be a list of pins."""
    try:
        return read_regular(path, limit).decode("utf-8", "replace")
    except OSError:
        return ""
