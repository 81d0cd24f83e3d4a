import random


def configure(deterministic=False, seed=0):
    if not deterministic:
        return
    random.seed(seed)
