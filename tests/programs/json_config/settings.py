import json


def load(path):
    with open(path) as stream:
        return json.load(stream)
