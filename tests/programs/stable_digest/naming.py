import zlib


def seed_of(name):
    return zlib.crc32(name.encode())
