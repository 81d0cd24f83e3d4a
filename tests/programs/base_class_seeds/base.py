import random


class Experiment:
    SEED = 1

    def __init__(self, name, seed=None):
        self.name = name
        random.seed(self.SEED if seed is None else seed)

    def run(self):
        print(self.name, self.step())

    def step(self):
        raise NotImplementedError
