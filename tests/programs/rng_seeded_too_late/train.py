from work import Sampler

s = Sampler()
print(s.go())
s.reset(3)
