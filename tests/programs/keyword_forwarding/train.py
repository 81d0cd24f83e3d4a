from runner import run

print(run("demo", seed=4, size=2))
