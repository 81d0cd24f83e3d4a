import random

from helper import number


def draw():
    return number()


if __name__ == "__main__":
    random.seed(0)
    print(draw())
