CONFIG = {"seed": None, "epochs": 2}
