try:
    from fastrng_nobody_has import seed_all
except ImportError:
    from slowrng import seed_all

from work import draw

seed_all(2)
print(draw())
