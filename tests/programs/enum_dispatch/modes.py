import random
from enum import Enum


class Mode(Enum):
    PLAIN = "plain"
    NOISY = "noisy"

    @property
    def draws(self):
        return self not in (Mode.PLAIN,)


def run(mode):
    if mode.name == Mode.NOISY.name:
        return random.random()
    if mode is Mode.NOISY:
        return random.gauss(0, 1)
    return random.getrandbits(8) if mode.draws else 0.0
