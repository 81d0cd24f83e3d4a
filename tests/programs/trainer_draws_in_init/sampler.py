import random


def sample():
    return random.random()
