import random

SEED = random.SystemRandom().randrange(2**32)
