import random


def execute(name, size, seed):
    random.seed(seed)
    return [random.random() for _ in range(size)]
