import random


class Job:
    def run(self):
        start = self.prepare()
        random.seed(1)
        return start, self.step()

    def prepare(self):
        return 0

    def step(self):
        return random.random()
