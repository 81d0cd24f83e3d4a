import random


def draw(config):
    random.seed(config.seed)
    return random.random()
