using System.Globalization;
using System.Text.RegularExpressions;
using Astra.Host.Errors;

namespace Astra.Host.Query;

/// <summary>Cuts a condition into tokens.</summary>
static partial class Tokenizer
{
    static readonly string[] Symbols = ["<=", ">=", "<>", "!=", "==", "<", ">", "=", "+", "-", "*", "/", "(", ")", ","];

    /// <summary>What people bring along from other languages.</summary>
    static readonly (string Foreign, string Hint)[] Hints =
    [
        ("&&", "write 'and'"),
        ("||", "write 'or'"),
        ("&", "write flag(NAME) to test a flag, or 'and' between two conditions"),
        ("|", "write 'or' between two conditions"),
        ("!", "write 'not'"),
        ("~", "write 'not'"),
        ("\"", "texts stand in single quotes, such as '2M17334253-1654573'"),
        ("^", "powers are not supported"),
        ("%", "remainders are not supported"),
    ];

    /// <summary>The tokens, one after the other; the last is <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="UserException">There is something that is no token.</exception>
    public static IEnumerable<Token> Tokens(string condition)
    {
        int position = 0;
        while (true)
        {
            while (position < condition.Length && char.IsWhiteSpace(condition[position]))
            {
                position++;
            }

            if (position == condition.Length)
            {
                yield return new Token(TokenKind.End, string.Empty, position);
                yield break;
            }

            (Token token, int length) = Next(condition, position);
            yield return token;
            position += length;
        }
    }

    static (Token Token, int Length) Next(string condition, int position)
    {
        char first = condition[position];
        if (first == '\'')
        {
            return Text(condition, position);
        }

        if (NameHere().Match(condition, position) is { Success: true } name)
        {
            return (new Token(TokenKind.Name, name.Value, position), name.Length);
        }

        if (NumberHere().Match(condition, position) is { Success: true } number)
        {
            return (new Token(TokenKind.Number, number.Value, position, NumberValue(condition, position, number.Value)), number.Length);
        }

        foreach (string symbol in Symbols)
        {
            if (StandsAt(condition, position, symbol))
            {
                return (new Token(TokenKind.Symbol, symbol, position), symbol.Length);
            }
        }

        (_, string? hint) = Hints.FirstOrDefault(hint => StandsAt(condition, position, hint.Foreign));
        throw ConditionError.At(condition, position, $"'{first}' means nothing here{(hint is null ? "; remove it" : $": {hint}")}.");
    }

    static bool StandsAt(string condition, int position, string text) => string.CompareOrdinal(condition, position, text, 0, text.Length) == 0;

    static (Token Token, int Length) Text(string condition, int position)
    {
        int end = position + 1;
        while ((end = condition.IndexOf('\'', end)) >= 0)
        {
            if (end + 1 < condition.Length && condition[end + 1] == '\'')
            {
                end += 2;
                continue;
            }

            string content = condition[(position + 1)..end];
            return (new Token(TokenKind.Text, content, position, content.Replace("''", "'", StringComparison.Ordinal)), end + 1 - position);
        }

        throw ConditionError.At(condition, position, "this text has no closing quote; add one (a quote inside a text is written twice).");
    }

    static object NumberValue(string condition, int position, string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole))
        {
            return whole;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw ConditionError.At(condition, position, $"'{text}' is not a number that can be used; write it such as 4000, 0.5 or 1e-3.");
    }

    [GeneratedRegex(@"\G[A-Za-z_][A-Za-z0-9_.]*", RegexOptions.CultureInvariant)]
    private static partial Regex NameHere();

    /// <summary>Takes letters that follow with it, so that <c>4000K</c> is a wrong number and not a number and a name.</summary>
    [GeneratedRegex(@"\G(?:[0-9]|\.[0-9])(?:[eE][+-]?[0-9]|[0-9A-Za-z_.])*", RegexOptions.CultureInvariant)]
    private static partial Regex NumberHere();
}
