class Options:
    def __init__(self, seed=None):
        self.seed = seed


OPTIONS = Options()
