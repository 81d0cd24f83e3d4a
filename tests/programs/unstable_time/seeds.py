from clock import now


def make_seed():
    return now() % 2**32
