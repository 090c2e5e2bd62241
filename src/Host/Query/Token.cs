namespace Astra.Host.Query;

enum TokenKind
{
    Number,
    Text,
    Name,
    Symbol,
    End,
}

/// <summary>A piece of a condition.</summary>
/// <param name="Text">As written; of a text, what stands between its quotes.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Value">Of a number: a long or double. Of a text: its content.</param>
readonly record struct Token(TokenKind Kind, string Text, int Position, object? Value = null)
{
    public bool Is(string symbolOrKeyword) =>
        Kind is TokenKind.Symbol or TokenKind.Name && Text.Equals(symbolOrKeyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>How a message refers to it.</summary>
    public string Described => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}
