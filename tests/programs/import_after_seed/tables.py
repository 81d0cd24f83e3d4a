import random

OFFSETS = [random.randrange(10**6) for _ in range(4)]
