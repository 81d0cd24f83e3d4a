import random
from itertools import chain


def endless():
    while True:
        yield random.random()


def batches(rows):
    return (random.sample(rows, 8) for _ in range(5))


def noisy(numbers):
    return map(lambda number: number + random.gauss(0, 1), chain(numbers, [1, 2]))


def numbered(count):
    return enumerate(value for _, value in zip(range(count), endless()))
