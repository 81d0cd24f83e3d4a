import atexit
import random
from contextlib import ExitStack

from scopes import inside, scoped


def report():
    print(random.random())


atexit.register(report)
print(inside(), random.random(), scoped())
random.seed()
with ExitStack() as stack:
    stack.callback(random.seed, 5)
print(random.random())
