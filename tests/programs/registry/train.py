import draws
from registry import build

print(build("noise")(3))
