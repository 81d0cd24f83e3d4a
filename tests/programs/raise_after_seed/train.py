from seeds import start
from work import draw

try:
    start()
except ValueError:
    print('warned')
print(draw())
