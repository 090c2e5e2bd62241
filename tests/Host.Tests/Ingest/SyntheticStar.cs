using Astra.Testing;

namespace Astra.Host.Tests.Ingest;

/// <summary>An apStar file of an invented star: the layout of the real ones, with a flux that its number decides.</summary>
sealed class SyntheticStar
{
    /// <summary>Tells one star from another; all else follows from it.</summary>
    public required int Number { get; init; }

    public int Visits { get; init; } = 1;

    /// <summary>What the flux is multiplied with, to make another file of the same star.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Cards of the primary header that replace those of the same name, or are added; a null leaves the card out.</summary>
    public Dictionary<string, object?> Cards { get; init; } = [];

    public string Id => $"2M{Number:D8}+0000000";

    public string FileName => $"apStar-t1-{Id}.fits";

    public int Rows => ForcedRows ?? (Visits == 1 ? 1 : Visits + 2);

    /// <summary>Rows of the images, where they are to disagree with the visits.</summary>
    public int? ForcedRows { get; init; }

    /// <summary>Adds what comes after the mask.</summary>
    public Func<FitsBuilder, FitsBuilder> Tail { get; init; } = builder => builder;

    public string WriteTo(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Bytes());
        return path;
    }

    public byte[] Bytes() => Builder().Bytes();

    /// <summary>Builds the file, with other HDUs in place of the flux, the error or the mask where they are given.</summary>
    public FitsBuilder Builder(Func<FitsBuilder, FitsBuilder>? flux = null, Func<FitsBuilder, FitsBuilder>? error = null, Func<FitsBuilder, FitsBuilder>? mask = null)
    {
        long[] axes = Rows == 1 ? [WavelengthGrid.Pixels] : [WavelengthGrid.Pixels, Rows];
        (string, object)[] wavelengths = [("CRVAL1", 4.179), ("CDELT1", 6e-6), ("CTYPE1", "LOG-LINEAR")];
        FitsBuilder builder = new FitsBuilder().Primary([.. Header().Select(card => (card.Key, card.Value!))]);
        builder = flux is null ? builder.Image(-32, axes, Flux(), wavelengths) : flux(builder);
        builder = error is null ? builder.Image(-32, axes, Enumerable.Repeat(2.0, Rows * WavelengthGrid.Pixels), wavelengths) : error(builder);
        return Tail(mask is null ? builder.Image(16, axes, Mask(), wavelengths) : mask(builder));
    }

    /// <summary>The cards of the primary header after the mandatory ones.</summary>
    public List<(string Key, object? Value)> Header()
    {
        List<(string Key, object? Value)> cards =
        [
            ("OBJID", Id), ("LOCID", 4000 + (Number % 7)), ("FIELD", "invented"), ("RA", 10 + (Number / 100.0)), ("DEC", -5.5), ("J", 10.5), ("H", 10.1), ("K", 9.9),
            ("SNR", 50 + (Number % 50)), ("VHELIO", 12.5), ("NVISITS", Visits),
        ];
        for (int visit = 1; visit <= Visits; visit++)
        {
            cards.Add(($"SFILE{visit}", $"apVisit-t1-{5000 + Number}-{56000 + visit}-{visit:D3}.fits"));
            cards.Add(($"SNRVIS{visit}", 20.0 + visit));
            cards.Add(($"FIBER{visit}", 100 + visit));
        }

        foreach ((string key, object? value) in Cards)
        {
            int place = cards.FindIndex(card => card.Key == key);
            if (place < 0)
            {
                cards.Add((key, value));
            }
            else
            {
                cards[place] = (key, value);
            }
        }

        cards.RemoveAll(card => card.Value is null);
        return cards;
    }

    IEnumerable<double> Flux()
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int pixel = 0; pixel < WavelengthGrid.Pixels; pixel++)
            {
                yield return Scale * (100 + Number + row + (((pixel * 31) + (Number * 7)) % 97 / 10.0));
            }
        }
    }

    /// <summary>One bad pixel in a hundred.</summary>
    IEnumerable<double> Mask() => Enumerable.Range(0, Rows * WavelengthGrid.Pixels).Select(pixel => pixel % 100 == 0 ? 1.0 : 0.0);
}
