import argparse

from model import fit

parser = argparse.ArgumentParser()
parser.add_argument("--random-state", type=int)
print(fit(parser.parse_args().random_state))
