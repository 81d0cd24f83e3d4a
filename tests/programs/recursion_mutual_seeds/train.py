import random


def even(n):
    if n == 0:
        random.seed(1)
        return True
    return odd(n - 1)


def odd(n):
    if n == 0:
        random.seed(2)
        return False
    return even(n - 1)


print(even(7), random.random())
