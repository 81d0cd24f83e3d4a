import numpy as np


def weights(size):
    return np.random.normal(size=size).tolist()
