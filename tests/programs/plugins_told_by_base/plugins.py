import random

from base import Plugin


class Seed(Plugin):
    def run(self):
        random.seed(4)


class Draw(Plugin):
    def run(self):
        print(random.random())
