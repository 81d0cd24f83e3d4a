import random


class Trainer:
    def __init__(self, cfg):
        self.cfg = cfg
        random.seed(self.cfg.seed)

    def fit(self):
        for _ in range(self.cfg.epochs):
            print(random.random())
