import random


def execute(size, seed=None):
    if seed:
        random.seed(seed)
    return [random.random() for _ in range(size)]
