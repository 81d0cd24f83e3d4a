import random

import numpy as np
from scopes import returned, scoped

print(scoped(), np.random.default_rng(3).random())
first = random.random()
print(returned())
print(first, random.random())
