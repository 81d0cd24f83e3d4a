import random

from batches import stream

batches = stream([1, 2, 3, 4], 3)
random.seed(5)
for batch in batches:
    print(batch)
