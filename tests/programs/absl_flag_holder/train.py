from absl import app

import flagdefs
import work


def main(_):
    work.setup(flagdefs.SEED.value)
    print(work.step())


if __name__ == "__main__":
    app.run(main)
