"""Gaia's parallax zero point with numpy, from the tables and equations A.3 to A.5 of Lindegren et al. 2021, as a judge of the C# side.

usage: gaia_zero_point.py STARS

STARS has g, nu_eff, pseudocolour, ecliptic latitude and parameters solved on each line; prints a zero point in mas for each.
"""
import sys

import numpy as np

G = np.array([6.0, 10.8, 11.2, 11.8, 12.2, 12.9, 13.1, 15.9, 16.1, 17.5, 19.0, 20.0, 21.0])

# Columns as printed: one line for each coefficient q_jk over the magnitudes.
FIVE = {
    (0, 0): [-26.98, -27.23, -30.33, -33.54, -13.65, -19.53, -37.99, -38.33, -31.05, -29.18, -18.40, -12.65, -18.22],
    (0, 1): [-9.62, -3.07, -9.23, -10.08, -0.07, -1.64, 2.63, 5.61, 2.83, -0.09, 5.98, -4.57, -15.24],
    (0, 2): [27.40, 23.04, 9.08, 13.28, 9.35, 15.86, 16.14, 15.42, 8.59, 2.41, -6.46, -7.46, -18.54],
    (1, 0): [-25.1, 35.3, -88.4, -126.7, -111.4, -66.8, -5.7, 0, 0, 0, 0, 0, 0],
    (1, 1): [0, 15.7, -11.8, 11.6, 40.6, 20.6, 14.0, 18.7, 15.5, 24.5, 5.5, 97.9, 128.2],
    (2, 0): [-1257, -1257, -1257, -1257, -1257, -1257, -1257, -1189, -1404, -1165, 0, 0, 0],
    (3, 0): [0, 0, 0, 0, 0, 0, 107.9, 243.8, 105.5, 189.7, 0, 0, 0],
    (4, 0): [0, 0, 0, 0, 0, 0, 104.3, 155.2, 170.7, 325.0, 276.6, 0, 0],
}
SIX = {
    (0, 0): [-27.85, -28.91, -26.72, -29.04, -12.39, -18.99, -38.29, -36.83, -28.37, -24.68, -15.32, -13.73, -29.53],
    (0, 1): [-7.78, -3.57, -8.74, -9.69, -2.16, -1.93, 2.59, 4.20, 1.99, -1.37, 4.01, -10.92, -20.34],
    (0, 2): [27.47, 22.92, 9.36, 13.63, 10.23, 15.90, 16.20, 15.76, 9.28, 3.52, -6.03, -8.30, -18.74],
    (1, 0): [-32.1, 7.7, -30.3, -49.4, -92.6, -57.2, -10.5, 22.3, 50.4, 86.8, 29.2, -74.4, -39.5],
    (1, 1): [14.4, 12.6, 5.6, 36.3, 19.8, -8.0, 1.4, 11.1, 17.2, 19.8, 14.1, 196.4, 326.8],
    (1, 2): [9.5, 1.6, 17.2, 17.7, 27.6, 19.9, 0.4, 10.0, 13.7, 21.3, 0.4, -42.0, -262.3],
    (2, 0): [-67, -572, -1104, -1129, -365, -554, -960, -1367, -1351, -1380, -563, 536, 1598],
}


def colour_terms(c):
    first = -0.24 if c <= 1.24 else 0.24 if c > 1.72 else c - 1.48
    second = 0.24**3 if c <= 1.24 else (1.48 - c) ** 3 if c <= 1.48 else 0
    third = c - 1.24 if c <= 1.24 else 0
    fourth = c - 1.72 if c > 1.72 else 0
    return [1, first, second, third, fourth]


for line in open(sys.argv[1]):
    g, nu, pseudo, latitude, solved = (float(word) for word in line.split())
    table, colour = (FIVE, nu) if solved == 31 else (SIX, pseudo)
    sine = np.sin(np.deg2rad(latitude))
    terms, positions = colour_terms(colour), [1, sine, sine**2 - 1 / 3]
    print(repr(float(sum(np.interp(g, G, q) * terms[j] * positions[k] for (j, k), q in table.items()) / 1000)))
