import random

import tables

random.seed(1)
print(tables.OFFSETS, random.random())
