from concurrent.futures import ProcessPoolExecutor

from tasks import augment

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        print(list(pool.map(augment, range(4))))
