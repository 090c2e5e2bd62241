"""The steps from power to the network's pixels with numpy and scipy.

usage: flattened.py FOLDER      (reads FOLDER/power; writes FOLDER/background and FOLDER/pixels)
"""
import sys

import numpy as np
from scipy.ndimage import gaussian_filter1d

folder = sys.argv[1]
power = np.fromfile(f"{folder}/power")
frequency = 2 + 0.009 * np.arange(len(power))

logs = np.log10(frequency)
total, windows = np.zeros_like(power), np.zeros_like(power)
for centre in logs[0] + 0.005 * np.arange(1000):
    if centre < logs[-1]:
        inside = np.abs(logs - centre) < 0.01
        total[inside] += np.median(power[inside]) / (8 / 9) ** 3
        windows[inside] += 1
background = total / windows

sigma = max(1, 0.1 / 0.009)
flat = power / background
smooth = gaussian_filter1d(flat, sigma, mode="constant", truncate=6) / gaussian_filter1d(np.ones_like(flat), sigma, mode="constant", truncate=6)

edges = [2 - 0.009, 2.0]
while len(edges) <= 2092:
    edges.append(edges[-1] + 0.268 * edges[-1] ** 0.758 / (0.268 * 2 ** 0.758 / 0.009))
bins = np.digitize(frequency, np.array(edges) + 1e-6, right=True) - 1
pixels = np.array([smooth[bins == k].mean() for k in range(2092)])

background.tofile(f"{folder}/background")
np.log(pixels).tofile(f"{folder}/pixels")
