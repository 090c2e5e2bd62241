"""The astropy side of the benchmark export: writes the table of a product to another file, with checksums, and syncs it.

usage: product_writing.py PRODUCT FILE

The table is in memory before the clock starts. Prints the seconds, the most memory that the process had (MB), and the seconds of
processor time.
"""
import os
import resource
import sys
import time

from astropy.io import fits

product, path = sys.argv[1], sys.argv[2]
with fits.open(product, memmap=False) as hdus:
    header, data = hdus[2].header.copy(), hdus[2].data
start, processor = time.perf_counter(), time.process_time()
table = fits.BinTableHDU(data, header)
fits.HDUList([fits.PrimaryHDU(), table]).writeto(path, checksum=True)
with open(path, "rb+") as written:
    os.fsync(written.fileno())
print(
    time.perf_counter() - start,
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    time.process_time() - processor,
)
