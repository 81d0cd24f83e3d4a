from work import Sampler

s = Sampler()
s.reset(3)
print(s.go())
