from models import Node

print(Node().value())
