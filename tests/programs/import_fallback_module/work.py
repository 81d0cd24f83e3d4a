import random

import numpy as np


def draw():
    return random.random(), np.random.randint(10**9)
