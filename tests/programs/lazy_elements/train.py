import random

from streams import Loader

loader = Loader(range(1000), 5)
first = loader.first(3)
random.seed(5)
for batch, noise in zip(loader.batches, loader.noise):
    print(batch, noise)
print(*first)
