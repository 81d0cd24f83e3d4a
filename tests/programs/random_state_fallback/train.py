from split import split

print(split(list(range(30))))
