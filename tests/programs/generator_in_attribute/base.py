import random


class Sampler:
    def __init__(self, size, seed=None):
        self.size = size
        self.rng = random.Random(seed)
