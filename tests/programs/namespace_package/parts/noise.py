import random

import numpy


def gaussian(size):
    return numpy.random.standard_normal(size).tolist()


def uniform(size):
    return [random.uniform(-1, 1) for _ in range(size)]
