from sampler import Uniform

print(Uniform(3).take())
