import random


def augment(number):
    return number + random.random()
