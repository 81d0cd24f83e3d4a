import random

from settings import CONFIG
from work import step

random.seed(CONFIG["train"]["seed"])
print(step())
