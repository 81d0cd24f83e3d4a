import random

from base import Job


class Quiet(Job):
    pass


class Noisy(Job):
    def prepare(self):
        return random.random()
