import settings
from model import build
from seeds import seed_everything

import numpy as np

seed_everything(settings.SEED)
x = np.random.rand(12, 2)
model = build()
print(model.fit(x, x.sum(axis=1), epochs=1, batch_size=4, verbose=0).history["loss"])
