import random

from config import CONFIG


def prepare():
    if CONFIG["seed"] is not None:
        random.seed(CONFIG["seed"])
