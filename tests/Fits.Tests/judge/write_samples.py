"""Writes FITS files with astropy that hold every kind of image, column and card.

usage: write_samples.py FOLDER
"""
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")
folder = sys.argv[1]
random = np.random.default_rng(5)


def everything(dtype, shape):
    """Numbers over the whole range of the type, its ends among them."""
    kind = np.dtype(dtype)
    if kind.kind == "f":
        numbers = random.standard_normal(shape) * 10.0 ** random.integers(-30, 30, shape)
        numbers.ravel()[:4] = [np.nan, np.inf, -np.inf, -0.0]
        return numbers.astype(dtype)
    ends = np.iinfo(dtype)
    numbers = random.integers(ends.min, ends.max, shape, dtype=dtype, endpoint=True)
    numbers.ravel()[:3] = [ends.min, ends.max, 0]
    return numbers


# Images: every BITPIX, odd shapes, the unsigned conventions, scaled with blanks, checksums.
hdus = [fits.PrimaryHDU(everything("i2", (3, 5, 7)))]
for dtype in ("u1", "i2", "i4", "i8", "f4", "f8", "i1", "u2", "u4", "u8"):
    hdus.append(fits.ImageHDU(everything(dtype, (9, 1001)), name=f"IMAGE_{dtype}"))
hdus.append(fits.ImageHDU(everything("f4", (20000,)), name="ONE AXIS"))
hdus.append(fits.ImageHDU(np.zeros((3, 0), "i4"), name="NO PIXELS"))
hdus.append(fits.ImageHDU(name="NO AXES"))
for dtype in ("u1", "i2", "i4", "i8"):
    scaled = fits.ImageHDU(everything(dtype, (50, 50)), name=f"SCALED_{dtype}", do_not_scale_image_data=True)
    scaled.header["BSCALE"] = 0.1
    scaled.header["BZERO"] = -1000.25
    scaled.header["BLANK"] = int(scaled.data.ravel()[7])
    hdus.append(scaled)
fits.HDUList(hdus).writeto(f"{folder}/images.fits", checksum=True)

# Binary tables: every format letter, scalar, fixed array and variable length.
ROWS = 300


def ragged(dtype):
    rows = np.empty(ROWS, dtype=object)
    for i in range(ROWS):
        if dtype == "c":
            rows[i] = (random.standard_normal(i % 5) + 1j * random.standard_normal(i % 5)).astype("c8")
        elif dtype == "L":
            rows[i] = random.integers(0, 2, i % 5).astype(bool)
        else:
            rows[i] = random.integers(0, 100, i % 7).astype(dtype)
    return rows


words = np.array(["", "a", "trailing ", " leading", "it's", "twelve chars"] * (ROWS // 6))
columns = [
    fits.Column("L", "L", array=random.integers(0, 2, ROWS).astype(bool)),
    fits.Column("L3", "3L", array=random.integers(0, 2, (ROWS, 3)).astype(bool)),
    fits.Column("X", "11X", array=random.integers(0, 2, (ROWS, 11)).astype(bool)),
    fits.Column("X8", "16X", array=random.integers(0, 2, (ROWS, 16)).astype(bool)),
    fits.Column("B", "B", array=everything("u1", ROWS)),
    fits.Column("I", "I", array=everything("i2", ROWS), null=0),
    fits.Column("J", "J", array=everything("i4", ROWS), unit="count", null=-2147483648),
    fits.Column("K", "K", array=everything("i8", ROWS)),
    fits.Column("A", "12A", array=words),
    fits.Column("A2", "24A", dim="(12,2)", array=np.stack([words, words[::-1]], axis=1)),
    fits.Column("E", "E", array=everything("f4", ROWS), unit="km/s"),
    fits.Column("D", "D", array=everything("f8", ROWS)),
    fits.Column("C", "C", array=(random.standard_normal(ROWS) + 1j).astype("c8")),
    fits.Column("M", "2M", array=random.standard_normal((ROWS, 2)) - 2j),
    fits.Column("I7", "7I", array=everything("i2", (ROWS, 7))),
    fits.Column("E6", "6E", dim="(3,2)", array=everything("f4", (ROWS, 2, 3))),
    fits.Column("D500", "500D", array=everything("f8", (ROWS, 500))),
    fits.Column("NOTHING", "0E", array=np.zeros((ROWS, 0), "f4")),
    fits.Column("UINT16", "I", bzero=32768, array=everything("u2", ROWS)),
    fits.Column("UINT32", "J", bzero=2147483648, array=everything("u4", ROWS)),
    fits.Column("SCALED", "I", array=everything("i2", ROWS)),
    fits.Column("PE", "PE()", array=ragged("f4")),
    fits.Column("PI", "PI()", array=ragged("i2")),
    fits.Column("PL", "PL()", array=ragged("L")),
    fits.Column("PC", "PC()", array=ragged("c")),
    fits.Column("QD", "QD()", array=ragged("f8")),
    fits.Column("QK", "QK()", array=ragged("i8")),
    fits.Column("PA", "PA()", array=np.array(["x" * (i % 9) for i in range(ROWS)], dtype=object)),
]
binary = fits.BinTableHDU.from_columns(columns, name="EVERY FORMAT")
scaled = 1 + [column.name for column in columns].index("SCALED")
binary.header[f"TSCAL{scaled}"] = 0.25
binary.header[f"TZERO{scaled}"] = -10.5
empty = fits.BinTableHDU.from_columns([], name="NO COLUMNS")
no_rows = fits.BinTableHDU.from_columns([fits.Column("E", "E", array=np.zeros(0, "f4"))], name="NO ROWS")
fits.HDUList([fits.PrimaryHDU(), binary, empty, no_rows]).writeto(f"{folder}/binary_tables.fits")

# ASCII tables.
ascii_columns = [
    fits.Column("A", "A12", array=words),
    fits.Column("I", "I11", array=everything("i4", ROWS), ascii=True),
    fits.Column("F", "F12.4", array=np.round(random.standard_normal(ROWS), 4), ascii=True),
    fits.Column("E", "E15.7", array=random.standard_normal(ROWS).astype("f4"), ascii=True, unit="mag"),
    fits.Column("D", "D25.17", array=random.standard_normal(ROWS) * 1e200, ascii=True),
]
fits.HDUList([fits.PrimaryHDU(), fits.TableHDU.from_columns(ascii_columns, name="ASCII")]).writeto(f"{folder}/ascii_tables.fits", checksum=True)

# Headers.
primary = fits.PrimaryHDU()
header = primary.header
header["LONG"] = ("a long string of many words " * 12).rstrip(), "goes on over CONTINUE cards"
header["AMPERSND"] = "ends with &"
header["HIERARCH ESO DET CHIP1 ID"] = ("CCD-44", "hierarchical")
header["HIERARCH ESO TEL ALT"] = 12.5
header["COMPLEXN"] = 1.5 - 2.5j
header["UNDEF"] = (None, "no value")
header["EMPTY"] = ""
header["BIGREAL"] = 1.7976931348623157e308
header["SMALL"] = -4.9e-324
header["LARGEINT"] = 9223372036854775807
header["LOGICAL"] = True
header["NO"] = (False, "a comment with a / in it")
header["STRING"] = ("a / is no comment here", "but this is")
header.add_comment("a comment")
header.add_history("a history")
header.add_blank("a blank keyword")
primary.writeto(f"{folder}/headers.fits", checksum=True)
