import random

from config import CONFIG
from helpers import prepare

CONFIG.update(seed=None)
prepare()
print(random.random())
