import random


class Stage:
    def __init__(self, left):
        self.left = left

    def prepare(self):
        if self.left == 0:
            random.seed(5)
            return
        self.left -= 1
        self.prepare()
