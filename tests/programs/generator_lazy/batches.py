import random


def stream(rows, count):
    for _ in range(count):
        yield random.sample(rows, len(rows))
