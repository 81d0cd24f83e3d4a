import random
from functools import partial

from draws import noise, pick

make = partial(noise, scale=2)
choose = partial(pick, ["a", "b", "c"] * 50)
before = make()
random.seed(1)
print(before, choose(), make())
