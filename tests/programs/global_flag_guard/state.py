import random

_done = False


def ensure():
    global _done
    if not _done:
        random.seed(5)
        _done = True
