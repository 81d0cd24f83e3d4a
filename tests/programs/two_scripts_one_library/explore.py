import lib

if __name__ == "__main__":
    print(lib.draw())
