import random


def start():
    random.seed(3)
    raise ValueError('late')
