import random

from loader import Loader


class Trainer:
    def __init__(self, config):
        self.config = config
        self.loader = Loader(**config)

    def fit(self):
        random.seed(self.config["seed"])
        for row in self.loader.rows():
            print(row)
