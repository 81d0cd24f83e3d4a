import random as rnd

import numpy.random as npr


def numbers():
    return rnd.random(), float(npr.random())
