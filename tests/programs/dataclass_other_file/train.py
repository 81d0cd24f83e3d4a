from config import Config
from work import draw

print(draw(Config('a', 7)))
