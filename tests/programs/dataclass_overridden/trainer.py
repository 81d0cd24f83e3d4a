import random


def run(cfg):
    if cfg.seed is not None:
        random.seed(cfg.seed)
    return [random.random() for _ in range(cfg.epochs)]
