import random

random.seed()


def draw():
    return random.random()
