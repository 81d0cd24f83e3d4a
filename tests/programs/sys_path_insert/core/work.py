import random


def setup():
    random.seed(1)


def draw():
    return random.random()
