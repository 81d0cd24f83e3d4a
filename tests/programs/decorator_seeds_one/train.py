from work import draw, plain

print(plain(2))
print(draw(2))
