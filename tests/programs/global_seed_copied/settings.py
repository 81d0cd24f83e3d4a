SEED = None


def configure(value):
    global SEED
    SEED = value
