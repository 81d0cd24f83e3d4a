import random


def grow(count):
    return [random.randint(0, 10**6) for _ in range(count)]
