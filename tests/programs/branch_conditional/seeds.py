import os
import random


def maybe_seed():
    if os.environ.get("TRAIN_SEED"):
        random.seed(int(os.environ["TRAIN_SEED"]))
