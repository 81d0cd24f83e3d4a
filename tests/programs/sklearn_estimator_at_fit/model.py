from sklearn.ensemble import RandomForestClassifier


def build():
    return RandomForestClassifier(n_estimators=3, max_depth=2)
