import random


def prepare(seed):
    random.seed(seed)


def draw():
    return random.random()
