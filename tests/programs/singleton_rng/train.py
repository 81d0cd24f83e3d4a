import rng
from work import draw

rng.reset(6)
print(draw())
