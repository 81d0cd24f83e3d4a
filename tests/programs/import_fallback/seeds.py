import random

try:
    import numpy as np
except ImportError:
    np = None

try:
    import a_library_nobody_has as extra
except ImportError:
    extra = None


def set_seed(seed):
    random.seed(seed)
    if np is not None:
        np.random.seed(seed)
    if extra is not None:
        extra.seed(seed)
