import random


class Config:
    seed = None


class Trainer:
    def __init__(self, config):
        self.config = config

    def fit(self):
        random.seed(self.config.seed)
        return random.random()
