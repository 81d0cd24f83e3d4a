from engine import Engine
from hooks import noisy

engine = Engine(noisy)
print(engine.run(3))
