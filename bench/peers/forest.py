"""The same forest with scikit-learn, for bench/LatentAgeForest.cs.

usage: forest.py FOLDER INPUTS THREADS

FOLDER holds raw little-endian float64 arrays: training and others (stars x inputs), targets. Prints the seconds that the training and the prediction of
others (mean and standard deviation over the trees, as the released code of latent ages does it) took; writes the means to FOLDER/answers.
"""
import sys
import time

import numpy as np
from joblib import Parallel, delayed
from sklearn.ensemble import RandomForestRegressor

folder, width, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
training, others = (np.fromfile(f"{folder}/{name}").reshape(-1, width).astype(np.float32) for name in ("training", "others"))
targets = np.fromfile(f"{folder}/targets")
RandomForestRegressor(2, n_jobs=threads).fit(training, targets).predict(others[:10])

begin = time.perf_counter()
forest = RandomForestRegressor(100, random_state=0, n_jobs=threads).fit(training, targets)
print(time.perf_counter() - begin)

begin = time.perf_counter()
answers = np.array(Parallel(n_jobs=threads, require="sharedmem")(delayed(tree.tree_.predict)(others) for tree in forest.estimators_))[:, :, 0]
mean, deviation = answers.mean(0), answers.std(0)
print(time.perf_counter() - begin)
mean.tofile(f"{folder}/answers")
