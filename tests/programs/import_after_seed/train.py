import random

random.seed(1)

import tables

print(tables.OFFSETS, random.random())
