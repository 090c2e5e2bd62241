"""How good forests of scikit-learn are, for several seeds.

usage: forest.py FOLDER TREES SEEDS      (reads training, targets, weights, others, truth)

Prints for each seed: root mean square error, mean standard deviation over the trees, mean square error of the probability of the class above zero, share
of wrong classes. All inputs are tried at each split, by the classifier too.
"""
import sys

import numpy as np
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

folder, trees, seeds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
targets, weights, truth = (np.fromfile(f"{folder}/{name}") for name in ("targets", "weights", "truth"))
training, others = (np.fromfile(f"{folder}/{name}").reshape(-1, 5) for name in ("training", "others"))
for seed in range(seeds):
    regressor = RandomForestRegressor(trees, random_state=seed).fit(training, targets, weights)
    answers = np.array([tree.predict(others) for tree in regressor.estimators_])
    classifier = RandomForestClassifier(trees, max_features=None, random_state=seed).fit(training, targets > 0, weights)
    above = classifier.predict_proba(others)[:, 1]
    print(np.sqrt(np.mean((answers.mean(0) - truth) ** 2)), answers.std(0).mean(), np.mean((above - (truth > 0)) ** 2), np.mean((above > 0.5) != (truth > 0)))
