import random


def save():
    return {"python": random.getstate()}


def load(state):
    random.setstate(state["python"])
