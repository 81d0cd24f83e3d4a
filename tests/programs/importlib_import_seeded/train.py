import importlib

seeds = importlib.import_module('seeds')
work = importlib.import_module('work')
seeds.start()
print(work.draw())
