import random


def setup(options):
    if options.seed is not None:
        random.seed(options.seed)


def step():
    return random.random()
