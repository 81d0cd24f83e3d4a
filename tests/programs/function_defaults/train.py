from work import step
from seeds import setup


def main(count: int = 2, seed: int = 3, *, verbose: bool = False):
    setup(seed=seed)
    if verbose:
        print("drawing")
    print(step(count))


if __name__ == "__main__":
    main()
