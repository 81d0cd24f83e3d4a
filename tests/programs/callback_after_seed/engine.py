import random


class Engine:
    def __init__(self, hook):
        self.hook = hook

    def run(self, steps):
        random.seed(steps)
        return self.hook(steps)
