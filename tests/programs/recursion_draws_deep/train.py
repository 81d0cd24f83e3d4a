import random
import os


def search(n):
    if n == 0:
        return random.random()
    return search(n - 1)


print(search(len(os.environ)))
