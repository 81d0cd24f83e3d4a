import random

import numpy as np


def seed_python(seed=None):
    if seed is not None:
        random.seed(seed)


def seed_numpy(seed=None):
    if seed is None:
        return
    np.random.seed(seed)
