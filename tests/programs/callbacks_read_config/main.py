from callbacks import Reproducible
from config import Config
from trainer import Trainer


def main():
    config = Config()
    config.train.seed = 3
    print(Trainer(config, [Reproducible()]).fit())


if __name__ == "__main__":
    main()
