import random


def forget(n):
    if n == 0:
        random.seed()
        return
    forget(n - 1)


random.seed(1)
forget(40)
print(random.random())
