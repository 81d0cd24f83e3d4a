from tool.work import draw


def main():
    print(draw())
    return 0
