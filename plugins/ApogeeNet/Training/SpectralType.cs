using System.Globalization;
using System.Text.RegularExpressions;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>
/// A spectral type and luminosity class as numbers, in the encoding of Sprague et al. 2022: O is 0, B 10, A 20, F 30 (and so on to M 60) plus the
/// subclass;
/// classes I to V are 1 to 5; of a range the mean counts. B2.5 V is (12.5, 5).
/// </summary>
/// <param name="Class">Ten times the place of the letter in OBAFGKM, plus the subclass.</param>
/// <param name="Luminosity">1 to 5.</param>
readonly partial record struct SpectralType(double Class, double Luminosity)
{
    const string Letters = "OBAFGKM";

    // Peculiarities (e, n, p, var, :) say nothing of temperature and luminosity.
    [GeneratedRegex(
        @"^\s*(?<letter>[OBAFGKM])\s*(?<sub>\d(\.\d+)?)(\s*[-/]\s*(?<letter2>[OBAFGKM])?\s*(?<sub2>\d(\.\d+)?))?\s*:?\s*" +
        @"(?<lum>Ia\+|Iab|Ia|Ib|IV|V|III|II|I)(\s*[-/]\s*(?<lum2>Iab|Ia|Ib|IV|V|III|II|I))?\s*(?<peculiarity>([a-z0-9():.+?,\s]|\[|\]|Si|Sr|Cr|Eu|Hg|Mn|He|Fe|Am|SB)*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    /// <summary>Reads a type such as <c>B2.5 V</c>, <c>O9.5Iab</c>, <c>A0 III-IV</c> or <c>B1-B3 Vn</c>.</summary>
    /// <param name="text">The type.</param>
    /// <param name="type">What it says.</param>
    /// <returns>False where letter, subclass or luminosity class is missing or not known.</returns>
    public static bool TryParse(string text, out SpectralType type)
    {
        Match match = Form().Match(text);
        if (!match.Success)
        {
            type = default;
            return false;
        }

        double first = ClassOf(match.Groups["letter"].Value, match.Groups["sub"].Value);
        double second = match.Groups["sub2"].Success
            ? ClassOf(match.Groups["letter2"].Success ? match.Groups["letter2"].Value : match.Groups["letter"].Value, match.Groups["sub2"].Value)
            : first;
        double luminosity = LuminosityOf(match.Groups["lum"].Value);
        double other = match.Groups["lum2"].Success ? LuminosityOf(match.Groups["lum2"].Value) : luminosity;
        type = new SpectralType((first + second) / 2, (luminosity + other) / 2);
        return true;
    }

    /// <summary>Reads a type.</summary>
    /// <exception cref="FormatException">It is none; the message says what is expected.</exception>
    public static SpectralType Parse(string text) => TryParse(text, out SpectralType type) ? type : throw new FormatException(
        $"'{text}' is not a spectral type with a luminosity class, such as B2.5 V.");

    static double ClassOf(string letter, string subclass) =>
        (10 * Letters.IndexOf(letter[0], StringComparison.Ordinal)) + double.Parse(subclass, CultureInfo.InvariantCulture);

    static double LuminosityOf(string text) => text switch
    {
        "II" => 2,
        "III" => 3,
        "IV" => 4,
        "V" => 5,
        _ => 1,
    };
}
