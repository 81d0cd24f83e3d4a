import random


def noise():
    return random.random()
