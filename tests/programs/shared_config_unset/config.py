CONFIG = {"seed": 3, "epochs": 2}
