from common import run

print(run())
