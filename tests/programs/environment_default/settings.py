import os


def seed_value():
    try:
        return int(os.environ["TRAIN_SEED"])
    except KeyError:
        return 0
