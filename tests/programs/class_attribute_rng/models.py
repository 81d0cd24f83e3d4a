from base import Noisy


class Node(Noisy):
    pass
