from trainer import Trainer

trainer = Trainer(seed=2)
trainer.fit()
