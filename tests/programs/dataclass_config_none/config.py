from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Config:
    epochs: int = 1
    seed: int | None = None
