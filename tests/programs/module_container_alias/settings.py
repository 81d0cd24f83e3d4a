OPTIONS = {"seed": 3}


def seed():
    return OPTIONS["seed"]
