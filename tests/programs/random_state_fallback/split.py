from order import order


def split(rows, rng=None):
    rows = order(rows, rng)
    return rows[:4], rows[4:]
