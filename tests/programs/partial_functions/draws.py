import random


def noise(scale):
    return random.gauss(0, scale)


def pick(names):
    return random.sample(names, 5)
