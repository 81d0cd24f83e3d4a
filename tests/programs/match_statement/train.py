import sys

from modes import start
from work import draw

start(len(sys.argv))
print(draw())
