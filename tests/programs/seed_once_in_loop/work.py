import random


class Worker:
    def __init__(self):
        self.ready = False

    def step(self):
        if not self.ready:
            random.seed(3)
            self.ready = True
        return random.random()
