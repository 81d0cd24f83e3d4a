import numpy as np


def order(rows, rng=None):
    if rng is None:
        rng = np.random.RandomState()
    return [rows[i] for i in rng.permutation(len(rows))]
