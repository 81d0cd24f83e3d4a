import random


def draw():
    return random.random()


def shuffle(count):
    rows = list(range(count))
    random.shuffle(rows)
    return rows
