import random


def number():
    return random.random()
