import argparse


def add_common(group):
    group.add_argument("--rseed", dest="random_seed", type=int, default=9)


def build_parser():
    parser = argparse.ArgumentParser(description="demo")
    group = parser.add_argument_group("run")
    add_common(group)
    return parser
