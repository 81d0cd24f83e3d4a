import random


def setup(seed):
    random.seed(seed)


def step(count):
    return [random.random() for _ in range(count)]
