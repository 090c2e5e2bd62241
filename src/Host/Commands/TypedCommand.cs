using System.CommandLine;
using System.CommandLine.Parsing;

namespace Astra.Host.Commands;

/// <summary>The command line as the user typed it, for the records.</summary>
static class TypedCommand
{
    /// <summary>The words after <c>astra</c>, quoted as a shell needs them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="without">Options to leave out, with their values: those that do not matter for what came of the command.</param>
    public static string Of(ParseResult parsed, params IReadOnlyCollection<Option> without)
    {
        List<string> words = ["astra"];
        bool skipping = false;
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type != TokenType.Argument)
            {
                skipping = token.Type == TokenType.Option
                    && without.Any(option => option.Name == token.Value || option.Aliases.Contains(token.Value));
            }

            if (!skipping)
            {
                words.Add(Quoted(token.Value));
            }
        }

        return string.Join(' ', words);
    }

    /// <summary>A word as a shell needs it.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "-_=./:,+@%".Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
