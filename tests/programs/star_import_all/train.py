import random

from helpers import *

random.seed(SEED)
print(noise(3))
