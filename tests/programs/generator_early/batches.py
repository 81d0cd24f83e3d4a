import random


def stream(rows, count):
    yield from _shuffled(rows, count)


def _shuffled(rows, count):
    for _ in range(count):
        yield random.sample(rows, len(rows))
