import random

import settings
from work import step

random.seed(1)
print(settings.OPTIONS.seed, step())
