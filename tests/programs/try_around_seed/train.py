from seeding import setup
from work import draw

setup("not a number")
print(draw())
