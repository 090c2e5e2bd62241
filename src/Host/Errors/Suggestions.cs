namespace Astra.Host.Errors;

/// <summary>Finds what somebody may have meant.</summary>
static class Suggestions
{
    /// <summary>What is longer than any name is no misspelling of one, and comparing takes memory for each pair of letters.</summary>
    const int LongestName = 100;

    /// <summary>A phrase such as <c>Did you mean teff, e_teff?</c> with the nearest of the known names, or an empty string when none is near.</summary>
    public static string DidYouMean(string name, IEnumerable<string> known)
    {
        string[] near = [.. Near(name, known)];
        return near.Length == 0 ? string.Empty : $" Did you mean {string.Join(", ", near)}?";
    }

    /// <summary>Up to three of the known names that are near to a name, nearest first.</summary>
    public static IEnumerable<string> Near(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName)
        {
            return [];
        }

        int tolerance = Math.Max(1, name.Length / 3);
        return known
            .Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.distance <= tolerance || pair.candidate.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .Take(3);
    }

    /// <summary>The Damerau-Levenshtein distance (insertions, deletions, substitutions, swaps of neighbours).</summary>
    static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            d[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            d[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
