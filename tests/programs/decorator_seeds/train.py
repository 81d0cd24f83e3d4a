from work import draw

print(draw(2))
