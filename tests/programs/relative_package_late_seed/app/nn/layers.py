import random

from ..config import SEED


def init(size):
    return [random.gauss(0, 1) for _ in range(size)]


def dropout(size):
    return [random.random() < SEED / 100 for _ in range(size * 40)]
