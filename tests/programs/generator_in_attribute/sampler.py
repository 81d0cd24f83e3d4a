from base import Sampler


class Uniform(Sampler):
    def take(self):
        return [self.rng.random() for _ in range(self.size)]
