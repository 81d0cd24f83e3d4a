import random as rnd

import numpy.random as npr


def seed_numpy(value):
    npr.seed(value)


def seed_python(value):
    rnd.seed(value)
