import library

library.SEED = 5
library.start()
print(library.draw())
