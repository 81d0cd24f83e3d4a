from data import load
from model import build

train, test = load()
model = build().fit(train, [i % 2 for i in range(len(train))])
print(train[:5], model.predict(test).tolist())
