from state import ensure
from work import draw

print(draw())
ensure()
