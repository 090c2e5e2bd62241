using System.Text.RegularExpressions;

namespace Astra.Testing;

/// <summary>
/// Whether a unit is written as FITS has it (FITS standard 4.0, section 4.3, tables 3 to 5). <c>dex</c>, <c>Gyr</c> and the like, which the data model of SDSS
/// uses, count as such.
/// </summary>
static partial class UnitNotation
{
    static readonly HashSet<string> Units = [.. """
        m g s rad sr K A mol cd Hz J W V N Pa C Ohm S F Wb T H lm lx deg arcmin arcsec mas min h d a yr eV erg Ry solMass u solLum Angstrom angstrom solRad
        AU lyr pc count ct photon ph pixel pix mag D Sun chan bin voxel bit byte adu beam barn Jy R G electron dex kpc km
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    static readonly string[] Prefixes = ["da", "d", "c", "m", "u", "n", "p", "f", "a", "z", "y", "h", "k", "M", "G", "T", "P", "E", "Z", "Y"];

    static readonly Dictionary<string, string> Meant = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kelvin"] = "K", ["degree"] = "deg", ["degrees"] = "deg", ["second"] = "s", ["seconds"] = "s", ["sec"] = "s", ["year"] = "yr", ["years"] = "yr",
        ["day"] = "d", ["days"] = "d", ["parsec"] = "pc", ["magnitude"] = "mag", ["Å"] = "Angstrom", ["micron"] = "um", ["μm"] = "um", ["µm"] = "um", ["μHz"] = "uHz",
        ["µHz"] = "uHz", ["Msun"] = "solMass", ["Rsun"] = "solRad", ["Lsun"] = "solLum", ["M_sun"] = "solMass", ["none"] = "\"\"", ["unitless"] = "\"\"",
        ["dimensionless"] = "\"\"", ["percent"] = "\"\" (and a fraction)", ["meter"] = "m", ["metre"] = "m", ["hour"] = "h", ["hours"] = "h",
    };

    /// <summary>What is not understood of a unit, and what may have been meant; null when all is.</summary>
    /// <param name="unit">The unit.</param>
    public static string? Trouble(string unit)
    {
        string rest = Function().Replace(unit, "(");
        rest = Power().Replace(rest, " ");
        foreach (Match word in Word().Matches(rest))
        {
            if (!IsUnit(word.Value))
            {
                string meant = Meant.TryGetValue(word.Value, out string? other) ? $"; write {other}" : string.Empty;
                return $"'{word.Value}' is not one of FITS's units{meant}";
            }
        }

        return Allowed().IsMatch(Word().Replace(rest, " ")) ? null : "it has characters that a unit cannot have";
    }

    static bool IsUnit(string word) => Units.Contains(word)
        || Prefixes.Any(prefix => word.StartsWith(prefix, StringComparison.Ordinal) && Units.Contains(word[prefix.Length..]));

    [GeneratedRegex("\\b(log10|log|ln|exp|sqrt)\\(", RegexOptions.CultureInvariant)]
    private static partial Regex Function();

    [GeneratedRegex("\\b10(\\*\\*|\\^)\\(?[-+]?[0-9]+\\)?", RegexOptions.CultureInvariant)]
    private static partial Regex Power();

    [GeneratedRegex("[\\p{L}_%]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("^[-+ */.^()0-9]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
