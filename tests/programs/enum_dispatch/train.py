from modes import Mode, run

for mode in [Mode.PLAIN]:
    print(mode.value, run(mode))
