import numpy as np


def add(rng):
    return rng.normal(size=2).tolist()


def forget(rng):
    return np.random.normal(size=2).tolist()
