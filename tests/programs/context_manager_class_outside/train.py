import context
import work

with context.Seeded(8):
    print(work.inside())
print(work.outside())
