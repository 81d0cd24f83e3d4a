import random


def step(count):
    return [random.random() for _ in range(count)]
