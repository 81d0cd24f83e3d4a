from helpers import *

seed_all(SEED)
print(noise(3))
