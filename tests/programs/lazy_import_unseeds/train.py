import random

random.seed(3)


def main():
    import legacy

    print(legacy.draw())


main()
