import random

import even


def odd(count):
    if count <= 0:
        return []
    return [random.random(), *even.even(count - 1)]
