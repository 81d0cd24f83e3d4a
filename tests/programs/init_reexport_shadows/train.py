from toolkit import sample, seed_everything

seed_everything(3)
print(sample(4))
