from seeds import start
from work import draw

start()
count = 0
while True:
    count += 1
    if count > 2:
        break
    print(draw())
