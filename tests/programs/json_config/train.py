import random

from settings import load
from work import step

config = load("config.json")
random.seed(config["seed"])
print(step())
