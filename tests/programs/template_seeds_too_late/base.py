from abc import ABC, abstractmethod


class Job(ABC):
    def __call__(self):
        self.setup()
        try:
            return self.work()
        finally:
            self.teardown()

    def setup(self):
        pass

    @abstractmethod
    def work(self): ...
    def teardown(self):
        pass
