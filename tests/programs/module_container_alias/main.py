import random

import settings

options = settings.OPTIONS
options["seed"] = None
random.seed(settings.seed())
print(random.random())
