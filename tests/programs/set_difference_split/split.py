def split(ids, held_out):
    rest = set(ids) - set(held_out)
    return list(rest), list(held_out)
