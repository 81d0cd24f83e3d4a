import random

import numpy as np
from config import Config, Rows

config, rows = Config(), Rows()
rows.rows = range(1000)
np.random.seed(config.seed)
print(rows.rows, random.random(), np.random.rand())
