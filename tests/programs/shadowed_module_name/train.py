from tools.work import draw, fixed

print(fixed(), draw())
