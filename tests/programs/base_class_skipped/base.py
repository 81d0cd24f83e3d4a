import random


class Experiment:
    def __init__(self, name):
        self.name = name
        random.seed(1)

    def run(self):
        print(self.name, self.step())
