"""The same forest with scikit-learn, for bench/LatentAgeForest.cs.

usage: forest.py FOLDER INPUTS

FOLDER holds raw little-endian float64 arrays: training and others (stars x inputs), targets. Prints the seconds of processor time that the training and
the prediction of others (mean and standard deviation over the trees, as the released code of latent ages does it) took; writes the means to
FOLDER/answers.
"""
import sys
import time

import numpy as np
from sklearn.ensemble import RandomForestRegressor

folder, width = sys.argv[1], int(sys.argv[2])
training, others = (np.fromfile(f"{folder}/{name}").reshape(-1, width).astype(np.float32) for name in ("training", "others"))
targets = np.fromfile(f"{folder}/targets")
RandomForestRegressor(2).fit(training, targets).predict(others[:10])

begin = time.process_time()
forest = RandomForestRegressor(100, random_state=0).fit(training, targets)
print(time.process_time() - begin)

begin = time.process_time()
answers = np.array([tree.tree_.predict(others)[:, 0] for tree in forest.estimators_])
mean, deviation = answers.mean(0), answers.std(0)
print(time.process_time() - begin)
mean.tofile(f"{folder}/answers")
