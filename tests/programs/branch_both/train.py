import sys

from seeds import seed_for
from work import draw

seed_for("fast" if len(sys.argv) > 1 else "slow")
print(draw())
