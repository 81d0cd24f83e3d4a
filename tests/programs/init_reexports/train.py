import toolkit

toolkit.seed_everything(3)
print(toolkit.sample(4), toolkit.jitter())
