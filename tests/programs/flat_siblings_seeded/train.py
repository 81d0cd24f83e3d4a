import data
import model
from utils import set_seed

set_seed(7)
print(data.load(6), model.weights(3))
