from even import even

print(even(4))
