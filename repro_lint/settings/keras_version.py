"""What a project's pinned versions say about the Keras it runs with.

Keras 3 is what TensorFlow brings since 2.16: https://keras.io/getting_started/ ("compatibility").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from repro_lint.settings.pin_files import locked_versions, pin_texts

_PIN = re.compile(
    r"(?<![\w.-])(keras|tensorflow(?:[-_](?:cpu|gpu|intel|macos))?)(?:\[[^\]\n]*\])?"
    r"[\"']?\s*([=<>~^!][^\"'#;\n]*[\"']?[^\"'#;\n]*)"
)
_BOUND = re.compile(r"(?<![!<>=~])(===?|=|~=|\^|<=?)[\s\"']*(\d{1,9}(?:\.\d{1,9})*)")
_LEGACY = re.compile(r"^[^#\n]*(?<![\w.-])tf[-_]keras\b", re.MULTILINE)
_FIRST_WITH_KERAS_3 = {"keras": (3,), "tensorflow": (2, 16)}
# Before it, initializers drew from TensorFlow's stream.
_FIRST_STATELESS = {"keras": (2, 10), "tensorflow": (2, 10)}
EARLY = "2.9"


def pinned_keras(root: Path) -> str | None:
    """Tell "2" when the project's root pins Keras below 3, TensorFlow below 2.16, or asks for tf_keras.

    `EARLY` when it pins either below 2.10. A lock file has the exact versions, and decides over bounds elsewhere.
    """
    texts = list(pin_texts(root))
    locked = locked_versions(root)
    files = [list(locked.items())] if locked else [list(_pins(text)) for text in texts]
    if any(_before(_FIRST_STATELESS, *pin) for pins in files for pin in pins):
        return EARLY
    if any(_before(_FIRST_WITH_KERAS_3, *pin) for pins in files for pin in pins):
        return "2"
    return "2" if any(_LEGACY.search(text) for text in texts) else None


def _pins(text: str) -> Iterable[tuple[str, str]]:
    for line in text.splitlines():
        for package, bounds in _PIN.findall(line.partition("#")[0]):
            yield package[: len("tensorflow")], bounds


def _before(first: Mapping[str, tuple[int, ...]], package: str, bounds: str) -> bool:
    return any(_above(*bound) <= first[package] for bound in _BOUND.findall(bounds))


def _above(operator: str, version: str) -> tuple[int, ...]:
    """The first version that a bound leaves out."""
    numbers = [int(part) for part in version.split(".")]
    if operator == "~=" and len(numbers) > 1:
        numbers.pop()
    if operator == "^":
        del numbers[1:]
    if operator != "<":
        numbers[-1:] = [number + 1 for number in numbers[-1:]]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
