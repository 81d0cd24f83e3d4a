"""What the user sets in the editor: how much is shown, and settings of the linter that count before pyproject.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SECTION = "repro-lint"


@dataclass(frozen=True, slots=True)
class Settings:
    """`overrides`: keys of `[tool.repro-lint]`. `debounce`: changes that come faster, in milliseconds, are one."""

    inlay_hints: bool = False
    code_lens: bool = True
    debounce: int = 50
    overrides: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, given: object) -> Settings:
        """From what an editor sends, under the server's name or bare; what cannot be used is left at its default."""
        table = given.get(SECTION, given) if isinstance(given, Mapping) else None
        if isinstance(given, cls):
            return given
        if not isinstance(table, Mapping):
            return cls()
        known = cls()
        hints, lens, pause = table.get("inlayHints"), table.get("codeLens"), table.get("debounce")
        overrides = table.get("settings")
        return cls(
            hints if isinstance(hints, bool) else known.inlay_hints,
            lens if isinstance(lens, bool) else known.code_lens,
            pause if isinstance(pause, int) and pause >= 0 else known.debounce,
            dict(overrides) if isinstance(overrides, Mapping) else {},
        )
