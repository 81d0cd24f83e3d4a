import random

from state import ensure


def draw():
    ensure()
    return random.random()
