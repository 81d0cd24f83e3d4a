from split import split

train, test = split(["a", "b", "c", "d", "e"], ["b"])
print(train, test)
