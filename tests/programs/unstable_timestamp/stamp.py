from datetime import datetime


def stamp():
    return int(datetime.now().timestamp() * 1e6) % 2**32
