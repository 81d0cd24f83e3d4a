import functools

import numpy as np


@functools.lru_cache(maxsize=1)
def load():
    return np.random.rand(3)
