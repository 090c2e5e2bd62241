using System.Text;
using Astra.Testing;

namespace Astra.Host.Tests.Ingest;

/// <summary>A file with damage of one kind.</summary>
/// <param name="Name">What was done to it.</param>
/// <param name="Says">Words that the reason must have; none for damage that does not matter.</param>
sealed record DamagedFile(string Name, byte[] Bytes, params string[] Says);

/// <summary>Good small apStar files, each damaged in another way.</summary>
static class DamagedFiles
{
    const int Block = FitsBuilder.BlockBytes;

    /// <summary>The primary header of the good file (HDU 0), its flux, error and mask, and a table that nothing needs (HDU 4).</summary>
    static readonly string[] Names = ["primary", "flux", "error", "mask", "table"];

    public static IEnumerable<DamagedFile> All() =>
        [.. CutOff(), .. LayoutCards(), .. TableFormats(), .. Headers(), .. OtherLayouts(), .. StarCards(), .. Pixels()];

    static IEnumerable<DamagedFile> CutOff()
    {
        byte[] good = Good(1).Bytes();
        yield return new("empty", [], "the file is empty");
        yield return new("one byte", good[..1], "no FITS file");
        yield return new("79 bytes", good[..79], "no END card before the end of the file");
        yield return new("80 bytes", good[..80], "no END card before the end of the file");
        foreach (int length in new[] { 160, 800, 1000 })
        {
            yield return new($"{length} bytes", good[..length], "no END card before the end of the file");
        }

        int[] headers = HeaderStarts(good);
        yield return new("no extension", good[..headers[1]], "has no HDU 1");
        yield return new("without the padding of primary", good[..(Block - 1)], "has no HDU 1");
        int number = 1;
        for (int hdu = 1; hdu <= 3; hdu++)
        {
            foreach (int into in new[] { 4, 8, 80, 100, 500 })
            {
                yield return new(
                    $"cut off {into} bytes into the header of {Names[hdu]}", good[..(headers[hdu] + into)], "no END card before the end of the file", $"HDU {hdu}");
            }

            // One row is 34,300 bytes (17,150 in the mask); a cut behind the last pixel is but missing padding.
            int data = hdu == 3 ? 4 * 2 * WavelengthGrid.Pixels : 4 * 4 * WavelengthGrid.Pixels;
            foreach (double fraction in new[] { 0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999 })
            {
                yield return new($"cut off at {fraction} of the data of {Names[hdu]}", Good(++number).Bytes()[..(headers[hdu] + Block + (int)(fraction * data))], "data unit of", "The file is cut off", $"HDU {hdu}");
            }

            yield return new(
                $"without the padding of {Names[hdu]}", Good(++number).Bytes()[..(headers[hdu] + Block + data)], hdu == 3 ? [] : [$"has no HDU {hdu + 1}"]);
        }
    }

    static IEnumerable<DamagedFile> LayoutCards()
    {
        int number = 100;
        foreach ((int hdu, string card) in new[] { 0, 1, 2, 3, 4 }.SelectMany(hdu => new[] { "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS" }.Select(card => (hdu, card))))
        {
            if ((hdu == 0 && card is not ("BITPIX" or "NAXIS")) || (card == "TFIELDS" && hdu != 4))
            {
                continue;
            }

            bool needed = hdu < 4;
            yield return new(
                $"{card} of {Names[hdu]} is missing", Edit(++number, hdu, card, _ => null), needed && card is not ("PCOUNT" or "GCOUNT") ? [$"card {card} is missing", $"HDU {hdu}"] : []);
            yield return new(
                $"{card} of {Names[hdu]} is negative", Edit(++number, hdu, card, _ => FitsBuilder.Card(card, -7)), needed ? [$"card {card} is -7", $"HDU {hdu}"] : []);
            yield return new(
                $"{card} of {Names[hdu]} is a text", Edit(++number, hdu, card, _ => FitsBuilder.Card(card, "many")), needed ? [$"card {card} must be", "'many'"] : []);
            yield return new(
                $"{card} of {Names[hdu]} is rubbish", Edit(++number, hdu, card, _ => $"{card,-8}= 12monkeys"), needed ? [$"card {card} must be"] : []);
            yield return new(
                $"{card} of {Names[hdu]} is huge", Edit(++number, hdu, card, _ => FitsBuilder.Card(card, long.MaxValue)), needed ? [$"HDU {hdu}"] : []);
            yield return new(
                $"{card} of {Names[hdu]} does not fit in 64 bits", Edit(++number, hdu, card, _ => $"{card,-8}= 99999999999999999999"), needed ? [$"card {card}"] : []);
            yield return new(
                $"{card} of {Names[hdu]} stands twice", Edit(++number, hdu, card, old => old + FitsBuilder.Card(card, 3).PadRight(80)), needed ? [$"card {card} stands more than once"] : []);
        }

        yield return new(
            "BITPIX 7", Edit(++number, 1, "BITPIX", _ => FitsBuilder.Card("BITPIX", 7)), "card BITPIX is 7; it must be 8, 16, 32, 64, -32 or -64");
        yield return new(
            "8574 pixels", Edit(++number, 1, "NAXIS1", _ => FitsBuilder.Card("NAXIS1", WavelengthGrid.Pixels - 1)), "8574 x 4 in HDU 1 (flux)", "8575 pixels");
        yield return new(
            "a cube", Edit(++number, 1, "NAXIS", _ => FitsBuilder.Card("NAXIS", 3).PadRight(80) + FitsBuilder.Card("NAXIS3", 1).PadRight(80)), "8575 x 4 x 1 in HDU 1 (flux)");
        yield return new(
            "NAXIS2 too small", Edit(++number, 2, "NAXIS2", _ => FitsBuilder.Card("NAXIS2", 2)), "has no HDU 3", "do not start with XTENSION");
        foreach (int rows in new[] { 0, 1, 3, 5 })
        {
            yield return new($"{rows} rows of error", Good(++number).Builder(error: builder => builder.Image(-32, [WavelengthGrid.Pixels, rows], Zeros(rows))).Bytes(), $"has 4 rows of flux (HDU 1), {rows} of error (HDU 2) and 4 of mask (HDU 3)");
            yield return new($"{rows} rows of mask", Good(++number).Builder(mask: builder => builder.Image(16, [WavelengthGrid.Pixels, rows], Zeros(rows))).Bytes(), $"has 4 rows of flux (HDU 1), 4 of error (HDU 2) and {rows} of mask (HDU 3)");
        }

    }

    static IEnumerable<DamagedFile> TableFormats()
    {
        int number = 400;
        foreach (string format in new[] { "rA0", "0E", "1PE(999)", "1QZ", "99999999999E", "", "E1E1", "-1J" })
        {
            yield return new(
                $"TFORM1 = '{format}' in a table that nothing needs", Edit(++number, 4, "TFORM1", _ => FitsBuilder.Card("TFORM1", format)));
            byte[] table = Good(++number).Builder(flux: builder => builder.BinaryTable([format], 4, new byte[16])).Bytes();
            yield return new($"a table with TFORM1 = '{format}' where the flux is", table, "HDU 1");
        }
    }

    static IEnumerable<DamagedFile> Headers()
    {
        int number = 500;
        byte[] good = Good(++number).Bytes();
        Encoding.ASCII.GetBytes("SIMPLE  =                    F").CopyTo(good, 0);
        yield return new("SIMPLE is F", good, "card SIMPLE is F");
        yield return new("text", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("no spectrum at all\n", 400))), "no FITS file");
        yield return new("zeros", new byte[100_000], "no FITS file");
        yield return new("a header of ten megabytes", [.. Good(++number).Bytes()[..800], .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("COMMENT nothing more to say".PadRight(80), 131_072)))], "no END card in its first");
        yield return new(
            "a packed file that is none", [0x1f, 0x8b, 8, 0, .. Enumerable.Range(0, 500).Select(i => (byte)i)], "cannot be unpacked (gzip)");
        foreach (int hdu in new[] { 0, 1, 2, 3 })
        {
            byte[] withoutEnd = Good(++number).Bytes();
            int header = HeaderStarts(withoutEnd)[hdu];
            int end = Encoding.ASCII.GetString(withoutEnd, header, 2 * Block).IndexOf("END     ", StringComparison.Ordinal);
            withoutEnd[header + end] = (byte)'e';
            yield return new(
                $"no END in {Names[hdu]}", withoutEnd, "has no END before the next HDU", $"HDU {hdu}");
        }

        foreach (int hdu in new[] { 1, 2, 3 })
        {
            foreach (object scale in new object[] { double.NaN, "steep" })
            {
                foreach (string card in new[] { "BSCALE", "BZERO" })
                {
                    yield return new(
                        $"{card} of {Names[hdu]} is {scale}", Edit(++number, hdu, "GCOUNT", old => old + FitsBuilder.Card(card, scale).PadRight(80)), $"card {card}", $"HDU {hdu}");
                }
            }
        }
    }

    static IEnumerable<DamagedFile> OtherLayouts()
    {
        int number = 600;
        yield return new("a mask of floating-point numbers", Good(++number).Builder(mask: builder => builder.Image(-32, [WavelengthGrid.Pixels, 4], Zeros(4))).Bytes(), "floating-point numbers (BITPIX = -32) in HDU 3");
        yield return new("one row and two visits", Good(++number, rows: 1).Bytes(), "says NVISITS = 2, which makes 4 rows, but has 1");
        yield return new(
            "a table instead of the mask", Good(++number).Builder(mask: builder => builder.BinaryTable(["1E"], 4, new byte[16])).Bytes(), "HDU 3", "is not an image");
        foreach ((string card, object? value, string says) in new (string, object?, string)[]
        {
            ("CRVAL1", null, "has no card CRVAL1"), ("CRVAL1", 4.0, "has CRVAL1 = 4 ("), ("CRVAL1", "far", "CRVAL1"), ("CRVAL1", double.NaN, "CRVAL1"),
            ("CDELT1", null, "has no card CDELT1"), ("CDELT1", 1e-5, "has CDELT1 = 1E-05 ("), ("CDELT1", -6e-6, "has CDELT1 = -6E-06 ("),
        })
        {
            yield return new(
                $"{card} is {value ?? "missing"}", Edit(++number, 1, card, _ => value is null ? null : FitsBuilder.Card(card, value)), says);
        }
    }

    static IEnumerable<DamagedFile> StarCards()
    {
        int number = 700;
        foreach ((string card, object? value, string[] says) in new (string, object?, string[])[]
        {
            ("NVISITS", 0, ["has NVISITS = 0; an apStar file has 1 to"]), ("NVISITS", -1, ["has NVISITS = -1"]), ("NVISITS", 1_000_000_000, ["has NVISITS = 1000000000"]),
            ("NVISITS", null, ["card NVISITS is missing"]), ("NVISITS", "two", ["card NVISITS must be an integer", "'two'"]), ("NVISITS", 3, ["says NVISITS = 3, which makes 5 rows, but has 4"]),
            ("NVISITS", 2.5, ["card NVISITS must be"]), ("SFILE2", null, ["has no card SFILE2, so visit 2 has no name"]), ("SFILE2", "", ["has no card SFILE2"]),
            ("SFILE2", "apVisit-t1-5000-56001-001.fits", ["names visit file apVisit-t1-5000-56001-001.fits twice (card SFILE2)"]), ("OBJID", null, ["has no card OBJID"]), ("OBJID", "", ["has no card OBJID"]),
            ("SNR", double.NaN, ["input snr is not known"]), ("RA", "north", ["input ra is not known"]), ("J", "bright", []), ("VHELIO", double.PositiveInfinity, []), ("FIBER1", "first", []),
        })
        {
            SyntheticStar star = Good(++number);
            star.Cards["SFILE1"] = "apVisit-t1-5000-56001-001.fits";
            star.Cards[card] = value;
            yield return new($"{card} is {value ?? "missing"}", star.Bytes(), says);
        }
    }

    static IEnumerable<DamagedFile> Pixels()
    {
        int number = 800;
        const string unusable = "none of the 8575 pixels is usable";
        foreach ((string name, double flux, double error, double mask, string[] says) in new (string, double, double, double, string[])[]
        {
            ("all NaN", double.NaN, 2, 0, [unusable]), ("all infinite", double.PositiveInfinity, 2, 0, [unusable]), ("errors of zero", 1, 0, 0, [unusable]),
            ("negative errors", 1, -1, 0, [unusable]), ("infinite errors", 1, double.PositiveInfinity, 0, [unusable]), ("errors of NaN", 1, double.NaN, 0, [unusable]),
            ("all masked", 1, 2, 32767, [unusable]), ("flux of zero", 0, 2, 0, []), ("large flux", 1e30, 1e5, 0, []), ("errors of 1e10", 0, 1e10, 0, [unusable]),
        })
        {
            yield return new($"pixels: {name}", Good(++number).Builder(
                flux: builder => Grid(builder, -32, flux), error: builder => Grid(builder, -32, error), mask: builder => Grid(builder, 16, mask)).Bytes(), says);
        }

        static FitsBuilder Grid(FitsBuilder builder, int bitPix, double value) =>
            builder.Image(bitPix, [WavelengthGrid.Pixels, 4], Enumerable.Repeat(value, 4 * WavelengthGrid.Pixels), ("CRVAL1", 4.179), ("CDELT1", 6e-6));
    }

    static SyntheticStar Good(int number, int? rows = null) =>
        new() { Number = number, Visits = 2, ForcedRows = rows, Tail = builder => builder.BinaryTable(["1E", "1J"], 8, new byte[32]) };

    static IEnumerable<double> Zeros(int rows) => Enumerable.Repeat(0.0, rows * WavelengthGrid.Pixels);

    /// <summary>A good file in which one card of an HDU is another, or several, or none.</summary>
    static byte[] Edit(int number, int hdu, string card, Func<string, string?> edit)
    {
        byte[] good = Good(number).Bytes();
        int start = HeaderStarts(good)[hdu];
        int end = hdu == 0 ? HeaderStarts(good)[1] : start + Block;
        string header = Encoding.Latin1.GetString(good, start, end - start);
        int place = Enumerable.Range(0, header.Length / 80).First(i => header.AsSpan(80 * i, 8).TrimEnd().SequenceEqual(card)) * 80;
        string edited = header[..place] + (edit(header.Substring(place, 80)) ?? string.Empty) is var before && before.Length % 80 != 0
            ? before.PadRight((before.Length + 79) / 80 * 80) + header[(place + 80)..]
            : before + header[(place + 80)..];
        edited = edited.TrimEnd();
        edited = edited.PadRight((edited.Length + Block - 1) / Block * Block);
        return [.. good[..start], .. Encoding.Latin1.GetBytes(edited), .. good[end..]];
    }

    /// <summary>Where the headers of a good file start: each extension's is one block long.</summary>
    static int[] HeaderStarts(byte[] good) => [.. Enumerable.Range(0, good.Length / Block).Select(block => block * Block)
        .Where(start => good.AsSpan(start).StartsWith("SIMPLE  ="u8) || good.AsSpan(start).StartsWith("XTENSION"u8))];
}
