import random

from factory import make_picker, make_sampler

sampler = make_sampler(2)
picker = make_picker(9)
start = picker()
random.seed(1)
print(start, sampler())
