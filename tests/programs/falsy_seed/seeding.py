import random


def setup(seed):
    if seed:
        random.seed(seed)
