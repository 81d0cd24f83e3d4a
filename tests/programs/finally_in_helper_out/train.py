from seeds import scoped
from work import draw

scoped(lambda: None)
print(draw())
