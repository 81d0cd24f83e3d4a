import random


class Root:
    def __init__(self, *, seed):
        self.seed = seed
        self._start()

    def _start(self):
        random.seed(self.seed)
