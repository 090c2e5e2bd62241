"""Continuum normalisation of astroNN for DR17 with numpy, as a judge of the C# side.

usage: continuum.py MASKS OUTPUT apStar files...

MASKS is the file with the continuum pixels (HDU CONTMASK7514). Writes little-endian float64: for each combined spectrum and each visit the 7514 fluxes.
"""
import sys

import numpy as np
from astropy.io import fits

CHIPS = ((246, 3274), (3585, 6080), (6344, 8335))


def normalise(flux, error, bits, continuum_pixels):
    fluxes, start = [], 0
    for first, end in CHIPS:
        chip, sigma = flux[first:end].astype("f8"), error[first:end].astype("f8")
        x = np.flatnonzero(continuum_pixels[start : start + end - first])
        x = x[~np.isnan(chip[x])]
        fit = np.polynomial.chebyshev.Chebyshev.fit(x, chip[x], 2, w=1 / (sigma[x] ** 2 + 1e-8))
        fluxes.append(chip / fit(np.arange(end - first)))
        start += end - first
    result = np.concatenate(fluxes)
    result[result < 0] = 0
    result[~np.isfinite(result)] = 1
    mask = np.concatenate([bits[first:end] for first, end in CHIPS]).astype(np.int64)
    result[(mask & sum(1 << bit for bit in (0, 1, 2, 3, 4, 5, 6, 7, 12))) != 0] = 1
    return result


def rows(path, continuum):
    """The combined spectrum and the visits, normalised."""
    with fits.open(path) as hdus:
        flux, error, bits = (np.atleast_2d(hdus[i].data) for i in (1, 2, 3))
        return [normalise(flux[row], error[row], bits[row], continuum) for row in [0, *range(2, len(flux))]]


np.seterr(all="ignore")
if __name__ == "__main__":
    masks, output, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
    pixels = fits.getdata(masks, "CONTMASK7514") > 0
    np.concatenate([rows(path, pixels) for path in paths]).astype("<f8").tofile(output)
