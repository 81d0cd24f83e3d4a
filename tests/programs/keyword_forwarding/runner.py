from steps import execute

DEFAULTS = {"size": 1, "seed": None}


def run(name, **options):
    settings = {**DEFAULTS, **options}
    return execute(name, **settings)
