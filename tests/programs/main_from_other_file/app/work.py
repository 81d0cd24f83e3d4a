import random

import numpy as np


def setup(seed):
    random.seed(seed)


def step():
    return random.random()


def other():
    return float(np.random.rand())
