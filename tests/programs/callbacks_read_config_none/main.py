from callbacks import Reproducible
from config import Config
from trainer import Trainer


def main():
    print(Trainer(Config(), [Reproducible()]).fit())


if __name__ == "__main__":
    main()
