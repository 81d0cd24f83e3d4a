import random

from decorators import seeded


@seeded
def draw(count):
    return [random.random() for _ in range(count)]


def plain(count):
    return [random.random() for _ in range(count)]
