using System.Text;
using System.Text.RegularExpressions;

namespace Astra.Fuzzing;

/// <summary>Damage to JSON that mostly leaves it JSON, so that what reads the values is reached.</summary>
static partial class JsonMutations
{
    static readonly string[] Values =
    [
        "null", "true", "[]", "{}", "\"\"", "\"0\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"../x\"", "\"/etc/passwd\"", "\"F16\"", "\"BF16\"", "\"I64\"", "\"U8\"", "\"BOOL\"", "\"F64\"", "\"F128\"", "[0]", "[-1]",
        "[1,1]", "[0,0]", "[[]]", "{\"a\":1}", "[9223372036854775807,9223372036854775807]", "[65536,65536,65536,65536]", "[4294967296,4294967296]", "[2147483647,0]", "\"__metadata__\"", "\"1.0\"",
        "\"2026-01-01T00:00:00Z\"", "\"9999-99-99\"", "[null]", "[1e999]", "\"a,b\"",
    ];

    /// <summary>Changes one thing.</summary>
    public static string Apply(string json, MutationRandom random)
    {
        MatchCollection tokens = Tokens().Matches(json);
        if (tokens.Count == 0)
        {
            return json + random.Pick(Values);
        }

        Match token = random.Pick(tokens);
        Match other = random.Pick(tokens);
        switch (random.Below(8))
        {
            case 0 or 1:
                return With(token, NumberEdges.Text(random));
            case 2 or 3:
                return With(token, random.Pick(Values));
            case 4:
                return With(token, other.Value);
            case 5:
                return With(token, "");
            case 6:
                int from = Math.Min(token.Index, other.Index);
                int to = Math.Max(token.Index, other.Index);
                return json.Length > 100_000 ? json : json[..to] + json[from..];
            default:
                string opening = random.OneIn(2) ? "[" : "{\"a\":";
                int depth = 1 + random.Below(3000);
                string closing = random.OneIn(2) ? "" : new string(opening[0] == '[' ? ']' : '}', depth);
                return With(token, new StringBuilder().Insert(0, opening, depth).Append('1').Append(closing).ToString());
        }

        string With(Match replaced, string value) => string.Concat(json.AsSpan(0, replaced.Index), value, json.AsSpan(replaced.Index + replaced.Length));
    }

    [GeneratedRegex("""-?[0-9][0-9.eE+-]*|"[^"]*"|true|false|null""")]
    private static partial Regex Tokens();
}
