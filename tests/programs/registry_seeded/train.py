import random

from draws import TABLE

random.seed(1)
for name, function in TABLE.items():
    print(name, function(2))
