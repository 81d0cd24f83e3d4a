import numpy

numpy.random.seed(2)
