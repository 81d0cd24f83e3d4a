import numpy as np
from models import forest, tree

rows = np.arange(4000).reshape(1000, 4) * 37 % 101
labels = np.arange(1000) * 7 % 3
for seed in range(2):
    print(forest(seed).fit(rows, labels).feature_importances_, tree(seed).fit(rows, labels).feature_importances_)
print(tree(None).fit(rows, labels).feature_importances_)
