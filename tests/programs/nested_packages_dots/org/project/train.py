from ..common.seeds import fix
from .inner.deep import draw

fix()
print(draw())
