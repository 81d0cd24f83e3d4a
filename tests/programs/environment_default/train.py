import random

from settings import seed_value
from work import draw

random.seed(seed_value())
print(draw())
