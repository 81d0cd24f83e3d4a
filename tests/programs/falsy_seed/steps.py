from seeding import setup
import random


def execute(size, seed=None):
    setup(seed)
    return [random.random() for _ in range(size)]
