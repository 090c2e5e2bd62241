using System.Globalization;
using System.Text.RegularExpressions;

namespace Astra.Host.Plugins;

/// <summary>
/// Orders the versions of plugins: number by number, missing ones as 0; with a suffix such as <c>-beta</c> before the same without. What is no version comes before
/// all others.
/// </summary>
sealed partial class PluginVersion : IComparer<string?>
{
    public static PluginVersion Order { get; } = new();

    public int Compare(string? x, string? y)
    {
        (int[] one, string suffixOfOne) = Parts(x ?? string.Empty);
        (int[] other, string suffixOfOther) = Parts(y ?? string.Empty);
        for (int i = 0; i < Math.Max(one.Length, other.Length); i++)
        {
            int order = one.ElementAtOrDefault(i).CompareTo(other.ElementAtOrDefault(i));
            if (order != 0)
            {
                return order;
            }
        }

        bool complete = suffixOfOne.Length == 0;
        return complete == (suffixOfOther.Length == 0) ? string.CompareOrdinal(suffixOfOne, suffixOfOther) : complete ? 1 : -1;
    }

    static (int[] Numbers, string Suffix) Parts(string version) => Pattern().Match(version) is { Success: true } match
        ? ([.. match.Groups[1].Value.Split('.').Select(number => int.Parse(number, CultureInfo.InvariantCulture))], match.Groups[2].Value)
        : ([-1], version);

    [GeneratedRegex("^([0-9]{1,9}(?:\\.[0-9]{1,9})*)([-+].*)?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
