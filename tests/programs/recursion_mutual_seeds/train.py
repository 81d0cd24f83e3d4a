import random
import sys

from even import even

print(even(len(sys.argv) + 6), random.random())
