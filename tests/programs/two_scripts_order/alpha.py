from common import run

print(run(seed=3))
