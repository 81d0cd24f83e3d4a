from seeds import start
from work import draw

try:
    start({})
except KeyError:
    pass
print(draw())
