import numpy as np


def inside():
    return np.random.rand(2).tolist()


def outside():
    return np.random.rand(2).tolist()
