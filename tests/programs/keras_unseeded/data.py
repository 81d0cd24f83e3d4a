import numpy as np


def load():
    x = np.arange(24, dtype="float32").reshape(12, 2) / 24
    return x, x.sum(axis=1)
