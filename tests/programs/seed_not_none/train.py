from seeds import seed_python, seed_numpy
from work import draw_numpy, draw_python

seed_python(0)
seed_numpy()
print(draw_python())
print(draw_numpy())
