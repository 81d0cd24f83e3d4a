import numpy as np

_RNG = None


def reset(seed):
    global _RNG
    _RNG = np.random.default_rng(seed)


def get():
    if _RNG is None:
        reset(0)
    return _RNG
