import os

os.environ['RUN_SEED'] = '4'
from work import draw

print(draw())
