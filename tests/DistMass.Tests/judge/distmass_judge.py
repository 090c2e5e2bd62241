"""scikit-learn on the same stars: the same five labels, eight hidden neurons, ten folds. Prints the fractional errors of masses, or of distances."""
import json
import sys
import warnings

import numpy as np
from sklearn.model_selection import KFold
from sklearn.neural_network import MLPRegressor

warnings.filterwarnings("ignore")
what = sys.argv[1]
rows = np.array(json.load(open(sys.argv[2])))
labels, truth = rows[:, :5], rows[:, 5]
predicted = np.zeros(len(truth))
for train, test in KFold(10, shuffle=True, random_state=1).split(labels):
    mean, deviation = labels[train].mean(0), labels[train].std(0)
    centre, scale = truth[train].mean(), truth[train].std()
    network = MLPRegressor((8,), activation="tanh", solver="lbfgs", alpha=1e-3, max_iter=300, random_state=3)
    network.fit((labels[train] - mean) / deviation, (truth[train] - centre) / scale)
    predicted[test] = network.predict((labels[test] - mean) / deviation) * scale + centre
error = predicted / truth - 1 if what == "mass" else 10 ** (0.2 * (truth - predicted)) - 1
print(json.dumps([float(np.std(error)), float(np.median(np.abs(error)))]))
