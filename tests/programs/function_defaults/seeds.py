import random


def setup(*, seed=None):
    random.seed(seed)
