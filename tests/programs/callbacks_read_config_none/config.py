from dataclasses import dataclass, field


@dataclass
class TrainConfig:
    seed: int | None = None
    epochs: int = 2


@dataclass
class Config:
    train: TrainConfig = field(default_factory=TrainConfig)
