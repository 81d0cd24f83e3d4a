import random
import sys


def walk(n):
    if n == 0:
        random.seed(1)
        yield 0.0
        return
    yield from walk(n - 1)
    yield random.random()


for number in walk(len(sys.argv) + 3):
    print(number)
