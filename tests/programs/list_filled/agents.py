import random


class Agent:
    def __init__(self, number):
        self.number = number

    def act(self):
        return random.random() + self.number


class Judge:
    def act(self):
        return random.gauss(0, 1)


class Guest:
    def act(self):
        return random.betavariate(1, 2)


class Team:
    def __init__(self, size):
        self.members = []
        for number in range(size):
            self.members.append(Agent(number))

    def play(self):
        return [member.act() for member in self.members]
