from context import temporary_seed
from work import inside, outside

with temporary_seed(4):
    print(inside())
print(outside())
