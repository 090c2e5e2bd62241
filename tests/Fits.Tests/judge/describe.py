"""Describes FITS files as astropy reads them, one line a fact, for comparison with what Astra.Fits reads.

usage: describe.py FILE...
"""
import hashlib
import struct
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.io.fits.card import Undefined

warnings.simplefilter("ignore")


def digest(array, kind):
    array = np.ascontiguousarray(array).astype(kind)
    if kind == "<f8":
        array[np.isnan(array)] = np.nan
    return hashlib.sha256(array.tobytes()).hexdigest()[:16]


def number(value):
    return struct.pack(">d", value).hex()


def card_value(value):
    if isinstance(value, Undefined) or value is None:
        return "undefined"
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return f"integer {value}"
    if isinstance(value, (int, float)):
        return f"real {number(value)}"
    if isinstance(value, complex):
        return f"complex {number(value.real)} {number(value.imag)}"
    return "text " + value.rstrip()


def describe_header(hdu, where):
    for card in hdu.header.cards:
        if card.keyword in ("COMMENT", "HISTORY", ""):
            yield f"{where} card {card.keyword}: {str(card.value).rstrip()}"
        else:
            yield f"{where} card {card.keyword}: {card_value(card.value)} / {card.comment}"


def describe_image(hdu, where):
    if hdu.data is None:
        yield f"{where} image of 0 pixels"
        return
    stored = hdu.data
    scale, zero = hdu.header.get("BSCALE", 1), hdu.header.get("BZERO", 0)
    yield f"{where} image of {stored.size} pixels"
    physical = stored.astype("f8")
    if (scale, zero) != (1, 0):
        physical = physical * scale + zero
    if "BLANK" in hdu.header and stored.dtype.kind in "iu":
        physical[stored == hdu.header["BLANK"]] = np.nan
    if stored.dtype.kind == "f" and (scale, zero) == (1, 0):
        yield f"{where} singles {digest(stored, '<f4')}"
    yield f"{where} doubles {digest(physical, '<f8')}"
    if stored.dtype.kind in "iu" and scale == 1 and int(zero) == zero and abs(zero) < 2**53:
        yield f"{where} integers {digest(stored.astype('i8') + int(zero), '<i8')}"


def describe_cells(values, null):
    """Numbers, logicals, bits or complex numbers of any shape."""
    values = np.asarray(values)
    if values.dtype.kind == "b":
        return f"logicals {digest(values, 'u1')}"
    if values.dtype.kind == "c":
        return f"complex {digest(values, '<c16')}"
    doubles = values.astype("f8")
    if null is not None:
        doubles[values == null] = np.nan
    line = f"doubles {digest(doubles, '<f8')}"
    if values.dtype.kind in "iu" and values.dtype != np.uint64:
        line += f" integers {digest(values, '<i8')}"
    return line


def describe_table(hdu, where):
    yield f"{where} table of {len(hdu.data)} rows"
    ascii_table = isinstance(hdu, fits.TableHDU)
    for column in hdu.columns:
        place = f"{where} column {column.name} {column.format} {column.unit}"
        values = hdu.data[column.name]
        null = column.null
        if null is not None and not ascii_table:
            null = null * (column.bscale or 1) + (column.bzero or 0)
        if values.dtype.kind in "US":
            joined = "\n".join(text.rstrip(" ") for text in np.asarray(values).ravel().tolist())
            yield f"{place} strings {hashlib.sha256(joined.encode('latin1')).hexdigest()[:16]}"
        elif values.dtype == object:
            lengths = ",".join(str(len(row)) for row in values)
            if any(isinstance(row, str) or getattr(row, "dtype", np.dtype("f8")).kind in "US" for row in values):
                yield f"{place} strings of {lengths}: {'|'.join(str(row) if isinstance(row, str) else ''.join(row.tolist()) for row in values)}"
            else:
                rows = [np.asarray(row) for row in values if len(row)]
                if column.format[:2] in ("PL", "QL"):  # astropy leaves these as the letters T and F
                    rows = [row == ord("T") for row in rows]
                yield f"{place} arrays of {lengths}: {describe_cells(np.concatenate(rows), null)}"
        elif ascii_table and column.format[0] != "I":
            yield f"{place} doubles {digest(values.astype('f8'), '<f8')}"
        else:
            yield f"{place} {describe_cells(values, None if ascii_table else null)}"


for path in sys.argv[1:]:
    with fits.open(path, do_not_scale_image_data=True, character_as_bytes=False) as hdus:
        for index, hdu in enumerate(hdus):
            where = f"{path} {index}"
            print("\n".join(describe_header(hdu, where)))
            if isinstance(hdu, (fits.BinTableHDU, fits.TableHDU)):
                print("\n".join(describe_table(hdu, where)))
            else:
                print("\n".join(describe_image(hdu, where)))
