import random


def prepare(n):
    if n > 100:
        random.seed(1)
        return
    if n == 0:
        return
    prepare(n - 1)


prepare(5)
print(random.random())
