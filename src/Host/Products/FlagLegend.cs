using System.Globalization;
using Astra.Fits;
using Astra.Host.Plugins;

namespace Astra.Host.Products;

/// <summary>What the bits of <c>result_flags</c> mean, as cards of a header: for people, and for programs.</summary>
static class FlagLegend
{
    /// <summary>FLAGn: the name of bit n and how serious it is; WARNBITS and BADBITS: the masks; BADSETn: bits that are bad together.</summary>
    public static IEnumerable<FitsCard> Cards(FlagLayout flags)
    {
        yield return FitsCard.OfHeading();
        yield return FitsCard.OfHeading("Flags in result_flags");
        foreach (FlagDeclaration flag in flags.Flags)
        {
            string name = HeaderText.Ascii(flag.Name);
            yield return new FitsCard(Key("FLAG", flag.Bit), name, Key("bit ", flag.Bit) + $", {SeverityOf(flag)}");
            yield return FitsCard.OfComment($"{name}: {HeaderText.Ascii(flag.Description)}");
        }

        yield return new FitsCard("WARNBITS", flags.WarnBits, "flag_warn: any of these bits");
        yield return new FitsCard("BADBITS", flags.BadBits, "flag_bad: any of these bits");
        for (int i = 0; i < flags.BadCombinations.Count; i++)
        {
            yield return new FitsCard(Key("BADSET", i + 1), flags.BadCombinations[i], "flag_bad: all of these bits");
        }

        yield return FitsCard.OfComment($"flag_warn is set by {Names(flags, flags.WarnBits, " or ")}.");
        string[] bad = [Names(flags, flags.BadBits, " or "), .. flags.BadCombinations.Select(set => Names(flags, set, " and ") + " together")];
        yield return FitsCard.OfComment($"flag_bad is set by {string.Join(", or by ", bad)}.");
    }

    static string Key(string stem, int number) => $"{stem}{number.ToString(CultureInfo.InvariantCulture)}";

    static string SeverityOf(FlagDeclaration flag) => flag.Severity switch
    {
        Severity.Informational => "informational",
        Severity.Warn => "warn",
        Severity.Bad => "bad",
        _ => "warn and bad",
    };

    static string Names(FlagLayout flags, long bits, string between)
    {
        string[] names = [.. flags.Flags.Where(flag => (flag.Mask & bits) != 0).Select(flag => HeaderText.Ascii(flag.Name))];
        return names.Length == 0 ? "no bit alone" : string.Join(between, names);
    }
}
