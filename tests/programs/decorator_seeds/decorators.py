import functools
import random


def seeded(value):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            random.seed(value)
            return function(*args, **kwargs)

        return wrapper

    return decorate
