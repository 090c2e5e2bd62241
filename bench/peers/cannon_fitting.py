"""The same fits with scipy's curve_fit, for bench/CannonFitting.cs.

usage: cannon_fitting.py FOLDER SPECTRA numeric|analytic

FOLDER holds raw little-endian float64 arrays: coefficients (15 x pixels), flux and sigma (spectra x pixels; the model's scatter is in sigma), and
scaling (baseline, mean and standard deviation of the 4 labels). Levenberg-Marquardt from the same four starting points as SDSS's own code: scaled
labels of 0, +1, -1 and the linear estimate. Writes FOLDER/labels (spectra x 4) and prints the seconds that the fits took.
"""
import sys
import time

import numpy as np
from scipy.optimize import curve_fit

folder, count, jacobian = sys.argv[1], int(sys.argv[2]), sys.argv[3]
theta = np.fromfile(f"{folder}/coefficients").reshape(15, -1)
flux, sigma = (np.fromfile(f"{folder}/{name}").reshape(-1, theta.shape[1]) for name in ("flux", "sigma"))
baseline, mean, deviation = np.fromfile(f"{folder}/scaling").reshape(3, 4)
first, second = np.triu_indices(4)


def model(_, *x):
    difference = mean + np.array(x) * deviation - baseline
    terms = np.concatenate(([1.0], difference, difference[first] * difference[second]))
    return terms @ theta


def derivatives(_, *x):
    difference = mean + np.array(x) * deviation - baseline
    slopes = np.zeros((4, 15))
    slopes[np.arange(4), 1 + np.arange(4)] = 1
    np.add.at(slopes, (first, 5 + np.arange(10)), difference[second])
    np.add.at(slopes, (second, 5 + np.arange(10)), difference[first])
    return ((slopes * deviation[:, None]) @ theta).T


def fit(f, s):
    linear = np.linalg.lstsq(theta[1:].T, f - theta[0], rcond=None)[0][:4]
    best = None
    for start in (np.zeros(4), np.ones(4), -np.ones(4), (linear + baseline - mean) / deviation):
        try:
            x, _ = curve_fit(model, None, f, p0=start, sigma=s, absolute_sigma=True, maxfev=10000, jac=derivatives if jacobian == "analytic" else None)
        except RuntimeError:
            continue
        chi_square = np.sum(((f - model(None, *x)) / s) ** 2)
        if best is None or chi_square < best[0]:
            best = chi_square, x
    return mean + best[1] * deviation


fit(flux[0], sigma[0])
begin = time.perf_counter()
labels = np.array([fit(flux[n], sigma[n]) for n in range(count)])
print(time.perf_counter() - begin)
labels.tofile(f"{folder}/labels")
