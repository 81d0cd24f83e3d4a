import random
import sys


def prepare(n):
    if n == 0:
        random.seed(1)
        return
    prepare(n - 1)


prepare(len(sys.argv) + 4)
print(random.random())
