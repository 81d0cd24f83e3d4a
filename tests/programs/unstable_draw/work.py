def draw(rng):
    return rng.random(2).tolist()
