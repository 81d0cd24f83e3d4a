import settings

print(settings.OPTIONS.seed)
