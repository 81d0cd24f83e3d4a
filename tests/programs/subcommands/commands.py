import random


def fit(args):
    first = random.random()
    random.seed(args.seed)
    print(first, random.random())


def show(args):
    print("seed", args.seed)
