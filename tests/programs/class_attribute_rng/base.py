import numpy as np


class Noisy:
    rng = np.random.default_rng()

    def value(self):
        return self.rng.random()
