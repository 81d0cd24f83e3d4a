from seeding import setup
from work import draw

setup(3)
print(draw())
