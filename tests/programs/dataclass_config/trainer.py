import random


class Trainer:
    def __init__(self, cfg):
        self.cfg = cfg
        random.seed(cfg.seed)

    def fit(self):
        for _ in range(self.cfg.epochs):
            print(self.step())

    def step(self):
        return random.random()
