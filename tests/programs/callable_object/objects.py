import random


class Noise:
    def __init__(self, scale):
        self.scale = scale

    def __call__(self):
        return random.random() * self.scale


class Batches:
    def __init__(self, count):
        self.count = count

    def __iter__(self):
        for _ in range(self.count):
            yield random.random()
