"""Trees of scikit-learn.

usage: tree.py FOLDER DEPTH LEAF      (reads training, targets, weights, others; writes answers, and the share of the class above zero to shares)
"""
import sys

import numpy as np
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

folder, depth, leaf = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
targets, weights = (np.fromfile(f"{folder}/{name}") for name in ("targets", "weights"))
training, others = (np.fromfile(f"{folder}/{name}").reshape(-1, 5) for name in ("training", "others"))
regressor = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=leaf, random_state=0).fit(training, targets, weights)
regressor.predict(others).tofile(f"{folder}/answers")
classifier = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=0).fit(training, targets > 0, weights)
classifier.predict_proba(others)[:, 1].copy().tofile(f"{folder}/shares")
