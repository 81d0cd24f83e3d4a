from .draws import jitter, sample
from .rng import seed_everything

__all__ = ["jitter", "sample", "seed_everything"]
