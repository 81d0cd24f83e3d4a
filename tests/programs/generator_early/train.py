import random

from batches import stream

rows = list(range(50))
first = next(stream(rows, 3))
random.seed(5)
print(first, random.random())
