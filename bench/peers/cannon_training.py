"""The same training with numpy and scipy, for bench/CannonTraining.cs.

usage: cannon_training.py FOLDER STARS PIXELS

FOLDER holds raw little-endian float64 arrays: terms (stars x terms), flux and sigma (stars x pixels; infinite sigma: no data). For each pixel the
coefficients by weighted linear least squares at each scatter, the scatter by scipy's bounded search in ln s^2 between the floor of 0.001 and 1.
Writes FOLDER/scatter and FOLDER/objective (pixels) and prints the seconds that the training took.
"""
import sys
import time

import numpy as np
from scipy.optimize import minimize_scalar

folder, stars, pixels = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
terms = np.fromfile(f"{folder}/terms").reshape(stars, -1)
flux, sigma = (np.fromfile(f"{folder}/{name}").reshape(stars, pixels) for name in ("flux", "sigma"))


def train(p):
    good = np.isfinite(sigma[:, p])
    x, y, variance = terms[good], flux[good, p], sigma[good, p] ** 2

    def objective(u):
        weight = 1 / (variance + np.exp(u))
        weighted = x.T * weight
        theta = np.linalg.solve(weighted @ x, weighted @ y)
        return np.sum((y - x @ theta) ** 2 * weight - np.log(weight))

    found = minimize_scalar(objective, bounds=(2 * np.log(0.001), 0), method="bounded", options={"xatol": 1e-5})
    return np.exp(0.5 * found.x), found.fun


train(0)
begin = time.perf_counter()
trained = np.array([train(p) for p in range(pixels)])
print(time.perf_counter() - begin)
trained[:, 0].tofile(f"{folder}/scatter")
trained[:, 1].tofile(f"{folder}/objective")
