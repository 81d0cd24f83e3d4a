from options import parser
from work import setup, step

setup(parser.parse_args().seed)
print(step())
