import random


def noise(count):
    return [random.random() for _ in range(count)]


def picks(count):
    return random.sample(range(50), count)


TABLE = {"noise": noise, "picks": picks, "length": lambda count: random.randint(0, 10**count)}
