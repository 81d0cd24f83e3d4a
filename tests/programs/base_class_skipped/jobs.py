import random

from base import Experiment


class Train(Experiment):
    def __init__(self, name):
        self.name = name
        self.scale = 3

    def step(self):
        return random.random() * self.scale
