from naming import seed_of
from work import setup, draw

setup(seed_of("experiment"))
print(draw())
