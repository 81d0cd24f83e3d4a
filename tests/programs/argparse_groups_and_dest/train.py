import random

from options import build_parser

args = build_parser().parse_args()
random.seed(args.random_seed)
print(random.random())
