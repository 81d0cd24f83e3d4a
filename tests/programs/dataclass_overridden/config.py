from dataclasses import dataclass
from typing import Optional


@dataclass
class Config:
    epochs: int = 1
    seed: Optional[int] = None
