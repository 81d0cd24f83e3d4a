CONFIG = {"epochs": 2}
