import random

from objects import Batches, Noise

noise = Noise(2)
batches = Batches(3)
random.seed(4)
print(noise(), [batch for batch in batches])
