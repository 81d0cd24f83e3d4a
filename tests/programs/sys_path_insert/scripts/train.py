import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from core.work import draw, setup

first = draw()
setup()
print(first)
