from .core import seed_all as seed_everything
