import random


def setup(seed):
    random.seed(seed)


def draw():
    return random.random()
