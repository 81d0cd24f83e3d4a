from seeds import set_seed
from work import draw

set_seed(0)
print(draw())
