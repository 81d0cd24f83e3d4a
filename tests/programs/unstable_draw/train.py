import random

import numpy as np

from work import draw

seed = random.randrange(2**31)
rng = np.random.default_rng(seed)
print(draw(rng))
