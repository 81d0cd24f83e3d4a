import settings
from work import setup, step

setup(settings.OPTIONS)
print(step())
