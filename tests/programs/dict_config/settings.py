CONFIG = {"train": {"seed": 3, "epochs": 2}, "name": "demo"}
