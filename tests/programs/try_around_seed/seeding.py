import random


def setup(text):
    try:
        value = int(text)
    except ValueError:
        value = 1
    random.seed(value)
