"""Prints astropy's exact Lomb-Scargle periodogram ('psd' normalisation, defaults otherwise) at every nth of evenly spaced frequencies.

usage: lomb_scargle.py FOLDER FIRST STEP COUNT NTH      (frequencies in microhertz; FOLDER holds time in days, flux, error or an empty file)
"""
import sys

import numpy as np
from astropy.timeseries import LombScargle

folder, first, step, count, nth = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
time, flux, error = (np.fromfile(f"{folder}/{name}") for name in ("time", "flux", "error"))
frequency = (first + step * np.arange(count))[::nth] * 0.0864
periodogram = LombScargle(time, flux, error if len(error) else None, normalization="psd")
for power in periodogram.power(frequency, method="cython"):
    print(repr(float(power)))
