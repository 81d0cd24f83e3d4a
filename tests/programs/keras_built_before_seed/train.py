import os

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np
import tensorflow as tf

from network import MODEL

tf.keras.utils.set_random_seed(1)
print(MODEL.predict(np.ones((1, 3)), verbose=0).tolist())
