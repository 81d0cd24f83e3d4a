from config import Config
from work import draw

Config.seed = 9
print(draw())
