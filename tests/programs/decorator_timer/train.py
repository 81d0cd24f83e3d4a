from steps import setup, step

setup(5)
print(step(2))
