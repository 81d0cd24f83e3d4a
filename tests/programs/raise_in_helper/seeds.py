import random


def start(config):
    if 'seed' not in config:
        raise KeyError('seed')
    random.seed(config['seed'])
