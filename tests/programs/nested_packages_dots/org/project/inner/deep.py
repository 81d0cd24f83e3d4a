from random import random

from ...common import seeds


def draw():
    return random(), seeds.__name__
