"""Which versions of libraries a project runs with, as far as its lists of requirements say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from repro_lint.settings.pin_files import pin_texts

_MODULES = {
    "keras": "keras", "numpy": "numpy", "pandas": "pandas", "scikit-learn": "sklearn", "scipy": "scipy",
    "tensorflow": "tensorflow", "tensorflow-cpu": "tensorflow", "tensorflow-gpu": "tensorflow", "torch": "torch",
}  # fmt: skip
_PIN = re.compile(
    rf"(?<![\w.-])({'|'.join(sorted(_MODULES, key=len, reverse=True))})(?:\[[^\]\n]*\])?"
    r"[\"']?\s*(?:===?|~=|>=|=)[\"'\s]*(?:[~^]|>=|==)?\s*(\d{1,6}(?:\.\d{1,6})*)"
)


def pinned_versions(root: Path) -> tuple[tuple[str, str], ...]:
    """Module and version: the one that is pinned, else the least that is allowed."""
    return tuple(sorted(dict(_pins(root)).items()))


def _pins(root: Path) -> Iterator[tuple[str, str]]:
    for text in pin_texts(root):
        for line in text.splitlines():
            for package, version in _PIN.findall(line.partition("#")[0]):
                yield _MODULES[package], version
