import random


class Config:
    def __init__(self, seed=None):
        self.seed = seed

    @property
    def seed(self):
        return self._seed

    @seed.setter
    def seed(self, value):
        self._seed = 7 if value is None else value
        random.seed(self._seed)


class Rows:
    def _rows(self):
        return self._kept

    def _keep(self, rows):
        self._kept = random.sample(rows, 9)

    rows = property(_rows, _keep)
