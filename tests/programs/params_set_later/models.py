from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier


def forest(seed):
    return RandomForestClassifier(n_estimators=5).set_params(random_state=seed)


def tree(seed):
    model = clone(DecisionTreeClassifier(splitter="random", random_state=3))
    model.random_state = seed
    return model
