import random

from mypkg.constants import SEED

random.seed(SEED)
