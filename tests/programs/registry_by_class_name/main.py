import models
from registry import REGISTRY


def build(cfg):
    cfg = dict(cfg)
    return REGISTRY[cfg.pop("type")](**cfg)


print(build({"type": "noise", "n": 2}).sample())
