from trainer import Trainer

Trainer({"seed": 9, "size": 3}).fit()
