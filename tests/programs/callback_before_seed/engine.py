import random


def run(hook, steps):
    first = hook(steps)
    random.seed(steps)
    return first, random.random()
