import importlib

work = importlib.import_module('work')
print(work.draw())
