import random


def inside():
    return random.random()


def outside():
    return random.random()
