import random
from contextlib import ExitStack, contextmanager


@contextmanager
def seeded(value):
    random.seed(value)
    yield
    random.seed()


def scoped():
    with ExitStack() as stack:
        stack.enter_context(seeded(8))
        return random.random()


def returned():
    with seeded(9):
        return random.random()
