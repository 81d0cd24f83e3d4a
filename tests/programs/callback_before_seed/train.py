import engine
from hooks import noisy

print(engine.run(noisy, 3))
