import random

import even


def odd(n):
    if n == 0:
        random.seed(None)
        return False
    return even.even(n - 1)
