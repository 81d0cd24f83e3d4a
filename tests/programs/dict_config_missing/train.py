import random

from settings import CONFIG
from work import step

random.seed(CONFIG.get("seed"))
print(step())
