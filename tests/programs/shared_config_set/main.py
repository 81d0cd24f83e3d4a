import random

from config import CONFIG
from helpers import prepare

CONFIG["seed"] = 7
prepare()
print(random.random())
