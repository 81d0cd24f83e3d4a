from dataclasses import dataclass


@dataclass
class Config:
    name: str
    seed: int | None = None
