import random


class T:
    def __init__(self, cfg):
        self.train = cfg["train"]

    def run(self):
        random.seed(self.train["seed"])
        return random.random()


cfg = {"train": {"seed": None}}
t = T(cfg)
cfg["train"]["seed"] = 3
print(t.run())
