from functools import lru_cache

from noise import noise


@lru_cache(maxsize=None)
def table(size):
    return tuple(noise() for _ in range(size))
