import lib.draws as d
import lib.rng as r
from lib import rng

setup = r.seed_numpy
setup(1)
print(d.numbers())
rng.seed_python(2)
print(d.numbers())
