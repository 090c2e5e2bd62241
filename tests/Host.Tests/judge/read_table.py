"""Reads a table with astropy, and prints as JSON what it finds: the columns with type and unit, and the rows.

usage: read_table.py FILE [HDU]
"""
import json
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.table import Table

path = sys.argv[1]
if path.endswith(".ecsv"):
    warnings.simplefilter("ignore")
    table = Table.read(path, format="ascii.ecsv")
    header = {}
else:
    warnings.simplefilter("error")
    with fits.open(path, checksum=True) as hdus:
        for hdu in hdus:
            hdu.verify("exception")
            assert hdu.verify_checksum() == 1 and hdu.verify_datasum() == 1, hdu
        header = {card.keyword: card.value for card in hdus[int(sys.argv[2])].header.cards if card.keyword}
    warnings.simplefilter("ignore")
    table = Table.read(path, hdu=int(sys.argv[2]))


def plain(value):
    if value is np.ma.masked:
        return None
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (np.ndarray, np.ma.MaskedArray)):
        return [plain(element) for element in value]
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(str(value))
    return value.item() if isinstance(value, np.generic) else value


print(json.dumps({
    "header": {key: value if isinstance(value, (str, int, float, bool)) else str(value) for key, value in header.items()},
    "columns": [f"{name} {table[name].dtype.name} {table[name].unit or ''}".strip() for name in table.colnames],
    "rows": [{name: plain(row[name]) for name in table.colnames} for row in table],
}))
