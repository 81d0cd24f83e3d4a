REGISTRY = {}


def register(name):
    def add(function):
        REGISTRY[name] = function
        return function

    return add


def build(name):
    return REGISTRY[name]
