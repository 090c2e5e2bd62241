"""Lets astropy verify the checksums of every HDU of a file.

usage: verify_checksums.py FILE
"""
import sys
import warnings

from astropy.io import fits

warnings.simplefilter("error")
with fits.open(sys.argv[1], checksum=True) as hdus:
    for hdu in hdus:
        assert hdu.verify_checksum() == 1 and hdu.verify_datasum() == 1, hdu
        hdu.verify("exception")
        _ = hdu.data
    print(f"{len(hdus)} HDUs verified")
