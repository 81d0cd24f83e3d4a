from config import Config
from trainer import run

print(run(Config(seed=1)))
