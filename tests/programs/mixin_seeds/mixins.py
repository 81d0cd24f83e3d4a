import random

import numpy as np


class SeedMixin:
    seed = 6

    def setup(self):
        random.seed(self.seed)
        np.random.seed(self.seed)


class RunMixin:
    def run(self):
        print(self.step())
