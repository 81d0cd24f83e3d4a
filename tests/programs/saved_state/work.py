import random


def draw():
    return random.random()


def early():
    return random.random()
