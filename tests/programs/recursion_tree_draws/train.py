import random
import sys


def fill(slots):
    if len(slots) == 1:
        random.seed(3)
        return [random.random()]
    half = len(slots) // 2
    left = fill(slots[:half])
    middle = random.random()
    return [*left, middle, *fill(slots[half:])]


print(fill(sys.argv * 8))
