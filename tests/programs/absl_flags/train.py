import random

from absl import app, flags

import settings
from work import step

FLAGS = flags.FLAGS


def main(argv):
    del argv
    random.seed(FLAGS.seed)
    print(step())


if __name__ == "__main__":
    app.run(main)
