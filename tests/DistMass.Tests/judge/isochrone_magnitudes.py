"""How much of the stars with given labels is brighter than given magnitudes: a plain sum over all stars of a table, without indices or cut-offs.

Usage: isochrone_magnitudes.py STARS LABELS
STARS: lines of [M/H], log g, log Teff, M_K, number; each stands for magnitudes up to 0.025 to either side.
LABELS: lines of Teff, log g, [M/H], their errors, and the magnitudes in question.
Prints for each line of LABELS the share at each of its magnitudes.
"""
import sys

import numpy as np

metallicity, logg, logteff, magnitude, number = np.loadtxt(sys.argv[1]).T
teff = 10**logteff
for t, g, m, et, eg, em, *places in np.loadtxt(sys.argv[2], ndmin=2):
    square = ((teff - t) / et) ** 2 + ((logg - g) / eg) ** 2 + ((metallicity - m) / em) ** 2
    weight = number * np.exp(-0.5 * square)
    weight /= weight.sum()
    print(*(repr(float((weight * np.clip((place - magnitude) / 0.05 + 0.5, 0, 1)).sum())) for place in places))
