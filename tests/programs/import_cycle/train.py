from ring import first

first.setup()
print(first.draw())
