import numpy as np

from stamp import stamp
from work import draw

np.random.seed(stamp())
print(draw())
