from data import load
from model import build

model = build()
x, y = load()
history = model.fit(x, y, epochs=1, batch_size=4, verbose=0)
print(history.history["loss"])
