"""The PyTorch and scikit-learn side of the benchmark latentage: apStar files from disk to places in the latent space, labels, states and ages with scatter.

usage: latentage.py FOLDER FILE...

FOLDER has weights.f32 (the encoder's parameters in the order in which the network lists them), scale.f32 (7514 means, then 7514 standard deviations), seen.u8 and
continuum.u8 (7514 bytes each). Reads commands "THREADS REPEATS" from standard input and answers each with the seconds per pass over all files; at the start it
prints for every file means and log variances. The forests are as many and as large as those of the shipped model, grown on noise: it is their size that counts.
"""
import sys
import time
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

from astronn_spectra import read

warnings.simplefilter("ignore")
np.seterr(all="ignore")
STARS, LABELS = 7016, 8

folder, paths = sys.argv[1], sys.argv[2:]
numbers, place = np.fromfile(folder + "/weights.f32", "<f4"), 0
scale = np.fromfile(folder + "/scale.f32", "<f4").reshape(2, 7514)
seen, continuum = (np.fromfile(f"{folder}/{name}.u8", "u1") > 0 for name in ("seen", "continuum"))


def take(*shape):
    global place
    place += int(np.prod(shape))
    return torch.tensor(numbers[place - int(np.prod(shape)) : place].reshape(shape))


conv1, conv2 = (take(32, 1, 8), take(32)), (take(64, 32, 8), take(64))
dense, mean, logvar = (take(16, 60096), take(16)), (take(5, 16), take(5)), (take(5, 16), take(5))


def encode(x):
    h = F.relu(F.conv1d(F.pad(x[:, None], (3, 3)), *conv1, stride=2))
    h = F.max_pool1d(F.relu(F.conv1d(F.pad(h, (3, 4)), *conv2, stride=2)), 2)
    h = torch.tanh(F.linear(h.permute(0, 2, 1).flatten(1), *dense))
    return F.linear(h, *mean), F.linear(h, *logvar)


def inputs():
    flux = np.array([read(path, continuum & seen) for path in paths])
    flux[flux > 2] = 1
    return torch.tensor(np.where(seen, (flux - scale[0]) / scale[1], 0).astype("f4"))


random = np.random.default_rng(1)
latent, target = random.normal(size=(STARS, 5)), random.normal(size=STARS)
regressors = [RandomForestRegressor(min_samples_leaf=5, random_state=i).fit(latent, latent[:, i % 5] + 0.3 * target) for i in range(LABELS)]
classifier = RandomForestClassifier(min_samples_leaf=5, random_state=1).fit(latent, latent[:, 0] + 0.3 * target > 0)
ages = RandomForestRegressor(random_state=1).fit(random.normal(size=(STARS, 7)), target)


def scatter(forest, x):
    trees = np.array([tree.predict(x) for tree in forest.estimators_])
    return trees.mean(0), trees.std(0)


with torch.no_grad():
    for means, logarithms in zip(*encode(inputs())):
        print(*means.tolist(), *logarithms.tolist(), flush=True)
    for line in sys.stdin:
        threads, repeats = map(int, line.split())
        torch.set_num_threads(threads)
        start = time.perf_counter()
        for _ in range(repeats):
            z = encode(inputs())[0].numpy()
            answers = [scatter(forest, z) for forest in regressors]
            state = classifier.predict_proba(z)
            age = scatter(ages, np.concatenate([z, random.normal(size=(len(z), 2))], 1))
        print((time.perf_counter() - start) / repeats, flush=True)
