import lib

if __name__ == "__main__":
    lib.prepare(4)
    print(lib.draw())
