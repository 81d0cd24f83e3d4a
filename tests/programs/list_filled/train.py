from agents import Guest, Judge, Team

print(Team(3).play())
others = [Guest()]
others.append(Judge())
for one in others[-1:]:
    print(one.act())
