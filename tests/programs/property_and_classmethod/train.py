from source import Source

source = Source.fixed(3)
print(source.value, Source.anything())
