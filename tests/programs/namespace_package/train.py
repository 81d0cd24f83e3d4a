from parts.noise import gaussian, uniform
from parts.util.seeds import numpy_only

numpy_only(5)
print(gaussian(3))
print(uniform(3))
