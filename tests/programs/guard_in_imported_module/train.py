from lib import draw

print(draw())
