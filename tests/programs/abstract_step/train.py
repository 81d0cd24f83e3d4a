from jobs import Quiet, Noisy

print(Noisy().run(), Quiet().run())
