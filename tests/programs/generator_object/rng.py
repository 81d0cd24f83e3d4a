from numpy.random import default_rng


def make(seed=0):
    return default_rng(seed)


RNG = make()
