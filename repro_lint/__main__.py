"""``python -m repro_lint``."""

import os
import sys

# Python puts the working directory first, from where a linted `argparse.py` would be imported, and so be run.
if sys.path[:1] == [os.getcwd()] and not sys.flags.isolated:  # noqa: PTH109  pathlib is yet to be imported
    del sys.path[0]

from repro_lint.cli import main

if __name__ == "__main__":
    sys.exit(main())
