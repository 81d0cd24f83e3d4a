import random

from state import load, save
from work import draw, early

kept = save()
random.seed(6)
print(draw())
load(kept)
print(early())
