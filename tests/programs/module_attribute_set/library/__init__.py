import random

from .core import draw

SEED = None


def start():
    if SEED is not None:
        random.seed(SEED)
