import random


def noise(scale):
    return random.random() * scale


def key(_):
    return random.random()
