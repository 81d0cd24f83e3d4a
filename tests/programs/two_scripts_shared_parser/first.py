import random

from options import parser
from work import step

random.seed(1)
print(parser.parse_args().seed, step())
