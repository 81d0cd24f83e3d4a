import random


class Data:
    def __init__(self, cfg):
        self.cfg = cfg

    def prepare(self):
        self.cfg["seed"] = 5


class Trainer:
    def __init__(self, cfg):
        self.cfg = cfg

    def run(self):
        random.seed(self.cfg["seed"])
        return random.random()


cfg = {"seed": None}
data, trainer = Data(cfg), Trainer(cfg)
data.prepare()
print(trainer.run())
