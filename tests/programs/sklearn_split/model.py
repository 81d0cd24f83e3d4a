from sklearn.tree import DecisionTreeClassifier

SEED = 0


def build(seed=SEED):
    return DecisionTreeClassifier(max_features=1, random_state=seed)
