import random

from sampler import sample


class Trainer:
    def __init__(self, seed):
        self.seed = seed
        self.start = sample()

    def fit(self):
        random.seed(self.seed)
        print(self.start, self._step())

    def _step(self):
        return random.uniform(0, 1)
