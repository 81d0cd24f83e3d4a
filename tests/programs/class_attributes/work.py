import random


class Job:
    def __init__(self, config):
        self.seed = config.SEED
        self.epochs = config.EPOCHS

    def run(self):
        random.seed(self.seed)
        for _ in range(self.epochs):
            print(random.random())
