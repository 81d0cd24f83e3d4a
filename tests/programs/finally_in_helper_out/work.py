import random


def draw():
    return random.random()
