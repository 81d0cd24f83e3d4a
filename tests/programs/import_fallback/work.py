import random

try:
    from numpy.random import rand
except ImportError:
    rand = random.random


def draw():
    return random.random(), float(rand())
