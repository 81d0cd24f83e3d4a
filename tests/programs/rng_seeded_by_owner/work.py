import random


class Sampler:
    def __init__(self):
        self.rng = random.Random()

    def reset(self, seed):
        self.rng.seed(seed)

    def go(self):
        return self.rng.random()
