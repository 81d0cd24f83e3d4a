import random
from itertools import islice


def endless():
    while True:
        yield random.random()


class Loader:
    def __init__(self, rows, count):
        self.batches = (random.sample(rows, 8) for _ in range(count))
        self.noise = map(self.jitter, range(count))
        self.never = filter(lambda row: random.random() > row, rows)

    def jitter(self, number):
        return number + random.gauss(0, 1)

    def first(self, count):
        return zip(range(count), islice(endless(), count))
