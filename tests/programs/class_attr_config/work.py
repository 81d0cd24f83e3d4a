import random
from config import Config


def draw():
    random.seed(Config.seed)
    return random.random()
