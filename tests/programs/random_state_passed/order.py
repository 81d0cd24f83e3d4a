def order(rows, rng):
    return [rows[i] for i in rng.permutation(len(rows))]
