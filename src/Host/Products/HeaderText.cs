using System.Text;

namespace Astra.Host.Products;

/// <summary>Text in the characters that FITS has: printable ASCII.</summary>
static class HeaderText
{
    static readonly Dictionary<char, string> Spelled = new()
    {
        ['\u00C5'] = "Angstrom", ['\u212B'] = "Angstrom", ['\u00B5'] = "u", ['\u03BC'] = "u", ['°'] = "deg", ['′'] = "'", ['″'] = "\"",
        ['±'] = "+-", ['×'] = "x", ['·'] = " ", ['−'] = "-", ['–'] = "-", ['—'] = "-", ['≤'] = "<=", ['≥'] = ">=", ['≈'] = "~",
        ['²'] = "^2", ['³'] = "^3", ['’'] = "'", ['‘'] = "'", ['“'] = "\"", ['”'] = "\"",
        ['…'] = "...", ['⊙'] = "sun", ['\n'] = " ", ['\r'] = "", ['\t'] = " ",
        ['α'] = "alpha", ['β'] = "beta", ['γ'] = "gamma", ['δ'] = "delta", ['Δ'] = "Delta", ['λ'] = "lambda", ['ν'] = "nu", ['π'] = "pi",
        ['ϖ'] = "parallax", ['σ'] = "sigma", ['τ'] = "tau", ['χ'] = "chi",
    };

    /// <summary>Words of a header: letters and signs that astronomers use are spelled out, others become question marks.</summary>
    public static string Ascii(string text)
    {
        if (IsAscii(text))
        {
            return text;
        }

        StringBuilder ascii = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.IsBmp && Spelled.TryGetValue((char)rune.Value, out string? spelled) ? ascii.Append(spelled)
                : ascii.Append(rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?');
        }

        return ascii.ToString();
    }

    /// <summary>A value of a table: as many characters as before, those that FITS has not as question marks.</summary>
    public static string Value(string text) => IsAscii(text)
        ? text
        : string.Concat(text.EnumerateRunes().Select(rune => rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?'));

    static bool IsAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
