from absl import app, flags

import work

FLAGS = flags.FLAGS
SEED = flags.DEFINE_integer("seed", None, "the seed")


def main(_):
    work.setup(FLAGS.seed)
    print(work.step())


if __name__ == "__main__":
    app.run(main)
