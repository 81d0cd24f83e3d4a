import random


class Reproducible:
    def on_train_begin(self, trainer):
        if trainer.config.train.seed is not None:
            random.seed(trainer.config.train.seed)
