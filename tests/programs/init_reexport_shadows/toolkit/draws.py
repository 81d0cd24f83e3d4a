import random

import numpy as np


def sample(count):
    return random.sample(range(100), count), np.random.permutation(10 * count).tolist()
