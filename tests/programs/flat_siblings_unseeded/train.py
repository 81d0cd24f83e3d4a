from data import load
from model import weights

rows = load(6)
print(rows, weights(3))
