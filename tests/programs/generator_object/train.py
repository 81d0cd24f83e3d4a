from noise import add, forget
from rng import RNG, make

print(add(RNG), add(make(2)), forget(RNG))
