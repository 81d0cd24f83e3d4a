import numpy as np

from seeds import make_seed
from work import draw

np.random.seed(make_seed())
print(draw())
