from .draws import sample
from .rng import seed_everything as _seed_all
import random


def seed_everything(value):
    random.seed(value)
