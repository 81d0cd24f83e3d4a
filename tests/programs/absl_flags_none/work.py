import random


def setup(seed):
    random.seed(seed)


def step():
    return random.random()
