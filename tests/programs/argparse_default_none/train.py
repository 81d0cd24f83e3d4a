import argparse

from utils import set_seed
from loop import train


def main(args):
    set_seed(args.seed)
    print(train(args.epochs))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=None)
    main(parser.parse_args())
