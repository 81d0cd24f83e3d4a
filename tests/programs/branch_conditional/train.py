from seeds import maybe_seed
from work import draw

maybe_seed()
print(draw())
