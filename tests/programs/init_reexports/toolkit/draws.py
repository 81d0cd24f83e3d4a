import random
from numpy.random import uniform


def sample(count):
    return random.sample(range(100), count)


def jitter():
    return float(uniform())
