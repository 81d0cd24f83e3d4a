from sklearn.model_selection import train_test_split


def load():
    rows = [[i, i * i % 7] for i in range(60)]
    return train_test_split(rows, test_size=0.25)
