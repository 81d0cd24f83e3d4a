import random

from . import random as ours
from .random import random as four

ours.seed = None


def fixed():
    return ours.random(), four()


def draw():
    import random as standard

    return standard.random()
