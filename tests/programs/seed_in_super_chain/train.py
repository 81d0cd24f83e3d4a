from leaf import Leaf

print(Leaf("x").draw())
