import random


class Node:
    def __init__(self, *children):
        self.children = children

    def prepare(self):
        if not self.children:
            random.seed(1)
            return
        for child in self.children:
            child.prepare()


pair = Node(Node(), Node())
Node(Node(Node(pair)), Node()).prepare()
print(random.random())
