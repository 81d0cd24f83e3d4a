from random import seed


def fix(value=1):
    seed(value)
