import sys

from seeds import configure
from work import draw

if len(sys.argv) > 5:
    print("too many arguments")
    sys.exit(2)
configure(True)
print(draw())
