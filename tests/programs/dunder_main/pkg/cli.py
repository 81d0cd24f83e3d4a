from . import work
from .seeds import SEED, fix


def main():
    fix(SEED)
    print(work.draw())
