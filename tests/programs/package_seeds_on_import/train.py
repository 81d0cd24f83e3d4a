from mypkg.work import draw

print(draw())
