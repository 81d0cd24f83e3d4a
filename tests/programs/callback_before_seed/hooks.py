import random


def noisy(steps):
    return [random.random() for _ in range(steps)]
