using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace Astra.Plugins.DistMass.Training;

/// <summary>
/// Distances of 38 clusters (Stone-Martinez et al. 2024, table 1), which stand in for parallaxes that are not precise enough: without them there
/// would
/// be few stars of low metallicity and low gravity.
/// </summary>
static class ClusterDistances
{
    /// <summary>Their fractional error: the middle of the 7 to 10 % that the paper names as typical.</summary>
    public const double Error = 0.085;

    const string Resource = "cluster-distances.csv";

    /// <summary>Parsecs by the cluster's name without spaces, in capitals.</summary>
    static readonly FrozenDictionary<string, double> distances = Read();

    /// <summary>The clusters.</summary>
    public static IReadOnlyCollection<string> Names => distances.Keys;

    /// <summary>The distance in parsecs; NaN for a cluster that is not in the table, and for none.</summary>
    /// <param name="cluster">Its name: capitals, spaces and leading zeros do not matter, NGC may stand for N.</param>
    public static double Of(string? cluster)
    {
        string plain = string.Concat((cluster ?? "").ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));
        plain = plain.StartsWith("NGC", StringComparison.Ordinal) ? $"N{plain[3..]}" : plain;
        string letters = string.Concat(plain.TakeWhile(char.IsAsciiLetter));
        string name = letters.Length is > 0 and < 4 ? letters + plain[letters.Length..].TrimStart('0') : plain;
        return distances.GetValueOrDefault(name, double.NaN);
    }

    static FrozenDictionary<string, double> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))
            .ToFrozenDictionary(words => words[0], words => 1000 * double.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
