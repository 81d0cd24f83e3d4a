import random


def make_sampler(scale):
    def sample():
        return random.random() * scale

    return sample


def make_picker(top):
    def pick():
        return random.sample(range(top**6), 5)

    return pick
