from steps import execute

print(execute(2, seed=0))
