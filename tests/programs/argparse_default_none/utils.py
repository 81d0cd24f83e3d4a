import random


def set_seed(seed):
    if seed is not None:
        random.seed(seed)
