from config import Config
from trainer import Trainer

if __name__ == "__main__":
    Trainer(Config(epochs=3)).fit()
