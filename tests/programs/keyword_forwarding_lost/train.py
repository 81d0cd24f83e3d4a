from runner import run

print(run(2, seed=4))
