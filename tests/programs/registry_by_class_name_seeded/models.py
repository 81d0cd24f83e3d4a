import numpy as np
from registry import register


@register
class Noise:
    def __init__(self, n, seed=None):
        self.rng = np.random.default_rng(seed)
        self.n = n

    def sample(self):
        return self.rng.normal(size=self.n)
