import random


def main():
    random.seed(3)
    from heavy import TABLE, draw

    print(TABLE, draw())


main()
