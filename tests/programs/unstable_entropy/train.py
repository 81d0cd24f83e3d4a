import random

from numbers_of_today import SEED
from work import draw

random.seed(SEED)
print(draw())
