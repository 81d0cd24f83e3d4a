import random

from settings import SEED, configure
from work import draw

configure(11)
random.seed(SEED)
print(draw())
