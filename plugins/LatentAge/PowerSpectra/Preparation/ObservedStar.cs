using System.Globalization;
using System.Text.RegularExpressions;
using Astra.Fits;

namespace Astra.Plugins.LatentAge.PowerSpectra.Preparation;

/// <summary>Whose light curve a file holds.</summary>
/// <param name="Name">
/// <c>KIC 8045442</c> (Kepler's input catalogue), <c>EPIC ...</c> (K2), <c>TIC ...</c> (TESS), or for a file that names none of them its own name,
/// such as an APOGEE identifier. Printable ASCII.
/// </param>
/// <param name="Kic">The number in Kepler's input catalogue; null for others.</param>
/// <param name="IsCatalogued">Whether the name is that of a catalogue, so that several files may be of one star.</param>
sealed partial record ObservedStar(string Name, long? Kic, bool IsCatalogued)
{
    // Kepler's catalogue ends at 13,161,029; K2's begins at 200 million and uses the same keyword.
    const long FirstOfK2 = 200_000_000;

    const int LongestName = 80;

    /// <summary>
    /// Whose light curve it is: by the keywords KEPLERID or TICID of a FITS file's first two headers, as in the files of the missions, else by the
    /// file's name, as in <c>kplr008045442-2009131105131_llc.fits</c>, <c>KIC8045442.csv</c> or <c>8045442.csv</c>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">It cannot be read, or its name cannot stand for a star.</exception>
    public static ObservedStar Of(string path)
    {
        try
        {
            return (LightCurveFile.IsFits(path) ? ByHeader(path) : null) ?? ByName(path);
        }
        catch (FitsException e)
        {
            throw new BadInputException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    static ObservedStar? ByHeader(string path)
    {
        using FitsFile file = FitsFile.Open(path);
        foreach (Hdu hdu in file.Hdus.Take(2))
        {
            if (hdu.Header.TryGetInt64("KEPLERID", out long kepler) && kepler > 0)
            {
                return kepler < FirstOfK2 ? OfKic(kepler) : new ObservedStar(FormattableString.Invariant($"EPIC {kepler}"), null, true);
            }

            if (hdu.Header.TryGetInt64("TICID", out long tess) && tess > 0)
            {
                return new ObservedStar(FormattableString.Invariant($"TIC {tess}"), null, true);
            }
        }

        return null;
    }

    static ObservedStar ByName(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            name = name[..^3];
        }

        name = Path.GetFileNameWithoutExtension(name).Trim();
        if (KeplerName().Match(name) is { Success: true } match
            && long.Parse(match.Groups["kic"].ValueSpan, CultureInfo.InvariantCulture) is < FirstOfK2 and long kic)
        {
            return OfKic(kic);
        }

        return name.Length is > 0 and <= LongestName && name.All(c => c is >= ' ' and <= '~')
            ? new ObservedStar(name, null, false)
            : throw new BadInputException(
                $"{path}: its name cannot stand for a star. Call it by up to {LongestName} letters, digits and signs of ASCII, such as KIC8045442.csv.");
    }

    static ObservedStar OfKic(long kic) => new(FormattableString.Invariant($"KIC {kic}"), kic, true);

    [GeneratedRegex(
        @"^(?:(?:kplr|kic)[ _-]?0*(?<kic>[1-9][0-9]{0,8})(?:$|[-_ .])|0*(?<kic>[1-9][0-9]{0,8})$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeplerName();
}
