import argparse

from app import work


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args(argv)
    work.setup(**vars(arguments))
    print(work.step(), work.other())
    return 0
