from argparse import ArgumentParser


def parse():
    parser = ArgumentParser()
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("-s", "--seed", type=int)
    return parser.parse_args()
