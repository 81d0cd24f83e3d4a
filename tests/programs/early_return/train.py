from seeds import configure
from work import draw

configure()
print(draw())
