import random

import numpy as np

SEED = 12


def seed_all(seed):
    random.seed(seed)
    np.random.seed(seed)


def noise(count):
    return [random.random() for _ in range(count)], np.random.rand(count).tolist()
