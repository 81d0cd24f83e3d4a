import random


def configure(deterministic=False, seed=0):
    if not deterministic:
        return None
    random.seed(seed)
    return seed
