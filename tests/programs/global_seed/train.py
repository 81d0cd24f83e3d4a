import random

import settings
from work import draw

settings.configure(11)
random.seed(settings.SEED)
print(draw())
