from utils import start
import random

start()
print(random.random())
