import keras


def seed_everything(seed):
    keras.utils.set_random_seed(seed)
