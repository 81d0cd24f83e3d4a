from order import order


def split(rows, rng):
    rows = order(rows, rng=rng)
    return rows[:4], rows[4:]
