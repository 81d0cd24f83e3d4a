from sklearn.ensemble import RandomForestClassifier


def fit(random_state):
    rows = [[(i * i) % 5, i * i % 7, i * 3 % 11] for i in range(60)]
    model = RandomForestClassifier(n_estimators=5, max_depth=2, random_state=random_state)
    return model.fit(rows, [i % 2 for i in range(60)]).predict_proba(rows).sum(axis=0).tolist()
