import random

from decorators import seeded


@seeded(3)
def draw(count):
    return [random.random() for _ in range(count)]
