_cfg = {"seed": 1}


def get_config():
    return _cfg
