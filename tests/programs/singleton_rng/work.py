from rng import get


def draw():
    return get().normal(size=2).tolist()
