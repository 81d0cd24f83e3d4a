import argparse

from commands import fit, show

parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=1)
commands = parser.add_subparsers(required=True)
one = commands.add_parser("fit")
one.set_defaults(func=fit)
two = commands.add_parser("show")
two.set_defaults(func=show)
args = parser.parse_args()
args.func(args)
