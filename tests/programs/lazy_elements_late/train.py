import random

from streams import batches, noisy, numbered

random.seed(5)
rows, noise, pairs = batches(range(1000)), noisy([3, 4]), numbered(4)
random.seed()
print(list(rows), list(noise))
for number, value in pairs:
    print(number, value)
names = {"ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"}
print(",".join(map(str.upper, names)), sorted(name.upper() for name in names), any(name == "ant" for name in names))
