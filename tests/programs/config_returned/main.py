import random

from conf import get_config

cfg = get_config()
cfg["seed"] = None
random.seed(get_config()["seed"])
print(random.random())
