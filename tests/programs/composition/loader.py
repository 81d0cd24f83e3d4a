import random


class Loader:
    def __init__(self, size, seed=None, **rest):
        self.size = size
        self.own = random.Random(seed)

    def rows(self):
        for _ in range(self.size):
            yield random.random(), self.own.random()
