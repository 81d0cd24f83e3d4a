import random

from stage import Stage

Stage(30).prepare()
print(random.random())
