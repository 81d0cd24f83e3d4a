import random

from . import second


def setup():
    random.seed(second.SEED)


def draw():
    return second.draw()


def number():
    return random.random()
