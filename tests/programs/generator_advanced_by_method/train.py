import random


def batches(data):
    random.shuffle(data)
    yield from data


class Loader:
    def __init__(self, data):
        self.data = data
        self._generator = self.generator()

    def __iter__(self):
        return self

    def __next__(self):
        return self._generator.__next__()

    def generator(self):
        return batches(self.data)


for batch in Loader(list(range(30))):
    print(batch)
