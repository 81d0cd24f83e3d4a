import numpy as np

from forest.trees import grow


def main():
    np.random.seed(0)
    print(grow(5))


if __name__ == "__main__":
    main()
