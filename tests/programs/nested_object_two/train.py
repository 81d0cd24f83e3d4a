from work import Config, Trainer

c = Config()
t = Trainer(c)
c.seed = 5
print(t.fit())
c.seed = None
print(t.fit())
