from .config import SEED
from .nn import layers
from .rng import seed_everything

first = layers.init(2)
seed_everything(SEED)
second = layers.dropout(2)
print(first, second)
