import random


def train(epochs):
    return [random.random() for _ in range(epochs)]
