from steps import execute


def run(size, seed=None):
    return execute(size)
