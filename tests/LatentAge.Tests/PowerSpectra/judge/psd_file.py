"""Reads the first row of a file of power spectra with astropy, and makes the same of its light curve with astropy, numpy and scipy.

usage: psd_file.py FOLDER FILE      (FOLDER holds time in days and flux; writes FOLDER/pixels; prints the row's pixels and the frequencies)
"""
import os
import runpy
import sys

import numpy as np
from astropy.io import fits
from astropy.timeseries import LombScargle

folder, path = sys.argv[1:3]
time, flux = (np.fromfile(f"{folder}/{name}") for name in ("time", "flux"))
frequency = (2 + 0.009 * np.arange(29778)) * 0.0864
LombScargle(time, flux, normalization="psd").power(frequency, method="cython").tofile(f"{folder}/power")
sys.argv = ["flattened.py", folder]
runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), "flattened.py"))

with fits.open(path, checksum=True) as hdus:
    hdus.verify("exception")
    row = hdus["POWER_SPECTRA"].data[0]
    assert row["LN_POWER"].shape == (2092,) and hdus["POWER_SPECTRA"].columns["LN_POWER"].dim == "(2092)"
    assert row["STAR"] == "KIC 8045442" and row["KIC"] == 8045442 and row["POINTS"] == len(time), row
    assert abs(row["SPAN"] - np.ptp(time)) < 1e-9 and hdus["POWER_SPECTRA"].columns["SPAN"].unit == "d"
    assert hdus["FREQUENCY"].header["BUNIT"] == "uHz"
    for value in (*row["LN_POWER"], *hdus["FREQUENCY"].data):
        print(repr(float(value)))
