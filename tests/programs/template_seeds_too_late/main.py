from jobs import Late

print(Late()())
