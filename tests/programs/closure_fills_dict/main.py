import random


def make(seed):
    cfg = {"seed": 5}

    def fill():
        cfg["seed"] = seed

    fill()
    return cfg


one, two = make(1), make(None)
random.seed(two["seed"])
print(random.random())
