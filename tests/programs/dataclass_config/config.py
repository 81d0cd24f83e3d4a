from dataclasses import dataclass, field


@dataclass
class Config:
    epochs: int = 1
    seed: int = 5
    tags: list = field(default_factory=list)
