import odd


def even(count):
    if count == 0:
        return []
    return odd.odd(count - 1)
