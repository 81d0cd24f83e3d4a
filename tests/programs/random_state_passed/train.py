import numpy as np

from split import split

rng = np.random.RandomState(4)
print(split(list(range(8)), rng))
