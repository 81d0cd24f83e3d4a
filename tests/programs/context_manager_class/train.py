import context
import work

with context.Seeded(8) as scope:
    print(scope.seed, work.draw())
