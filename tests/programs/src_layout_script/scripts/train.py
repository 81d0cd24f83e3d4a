from forest.seeding import fix
from forest.trees import grow

if __name__ == "__main__":
    fix()
    print(grow(5))
