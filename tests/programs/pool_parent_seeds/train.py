import random
from multiprocessing import get_context

from tasks import augment

if __name__ == "__main__":
    random.seed(3)
    with get_context("fork").Pool(2) as pool:
        results = [task.get() for task in [pool.apply_async(augment, (number,)) for number in range(4)]]
    print(results)
