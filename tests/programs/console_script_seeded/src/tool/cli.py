import random

from tool.work import draw


def main():
    random.seed(4)
    print(draw())


def helper():
    return draw()
