import random

import numpy as np


def draw_python():
    return random.random()


def draw_numpy():
    return np.random.rand(3).tolist()
