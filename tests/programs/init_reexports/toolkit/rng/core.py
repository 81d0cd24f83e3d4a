import random as _random

from numpy import random as _np_random


def seed_all(value=0):
    _random.seed(value)
    _np_random.seed(value)
