import random

import numpy as np


class Source:
    def __init__(self, scale):
        self.scale = scale

    @classmethod
    def fixed(cls, seed):
        random.seed(seed)
        return cls(seed)

    @property
    def value(self):
        return random.random() * self.scale

    @staticmethod
    def anything():
        return np.random.rand(2).tolist()
