def seed_of(name):
    return hash(name) % 1000003
