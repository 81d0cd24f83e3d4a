import random

from registry import register


@register("noise")
def noise(count):
    return [random.random() for _ in range(count)]
