"""The astropy side of the benchmark fits-reading: reads the same cards and rows of the same files as the C# side.

usage: fits_reading.py PASSES MEMMAP FILE...   (MEMMAP is "default" or "off")

Prints files per second, and the sum of the first row's flux over the files of one pass, by which the two sides are compared.
Importing astropy and the first pass, which warms its caches, are not timed.
"""
import sys
import time

import numpy as np
from astropy.io import fits

KEYS = ("OBJID", "NVISITS", "SNR", "RA", "DEC", "VHELIO", "VSCATTER", "VERR", "STARFLAG", "J", "H", "K")


def read(path, options):
    with fits.open(path, **options) as hdus:
        header = hdus[0].header
        metadata = [header.get(key) for key in KEYS]
        # astype makes a native copy, which outlives the file as the C# arrays do. (.section, which reads the row alone, is no faster here.)
        rows = [hdus[i].data.reshape(-1, hdus[i].header["NAXIS1"])[0].astype(kind) for i, kind in ((1, "f4"), (2, "f4"), (3, "i4"))]
    return metadata, rows


passes, memmap, paths = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
options = {} if memmap == "default" else {"memmap": False}
total = sum(np.nansum(read(path, options)[1][0], dtype="f8") for path in paths)
start = time.perf_counter()
for _ in range(passes):
    for path in paths:
        read(path, options)
print(passes * len(paths) / (time.perf_counter() - start), total)
