import random

import numpy as np


def seed_everything(value):
    random.seed(value)
    np.random.seed(value)
