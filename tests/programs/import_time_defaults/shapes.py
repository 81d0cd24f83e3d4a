import random


def area(side=random.random()):
    return side**2


class Shape:
    scale = random.uniform(1, 2)

    def draw(self):
        return random.random()
