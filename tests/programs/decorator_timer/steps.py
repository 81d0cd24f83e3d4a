import random

from timing import timed


@timed
def setup(seed):
    random.seed(seed)


@timed
def step(count):
    return [random.random() for _ in range(count)]
