import random

TABLE = [random.random() for _ in range(3)]


def draw():
    return random.random()
