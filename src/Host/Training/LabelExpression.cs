using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Tables;

namespace Astra.Host.Training;

/// <summary>
/// How a label is computed from the columns of a table: columns, numbers, <c>+ - * /</c>, brackets, <c>log10 ln sqrt</c>, <c>COLUMN = 'TEXT'</c>
/// (1 where it is so, else 0), and <c>A|B</c>, the first of several that is known.
/// </summary>
sealed class LabelExpression
{
    static readonly (string Name, Func<double, double> Function)[] Functions = [("log10", Math.Log10), ("ln", Math.Log), ("sqrt", Math.Sqrt)];

    readonly string text;
    readonly IReadOnlyList<CatalogColumn> columns;
    readonly string path;
    int place;

    LabelExpression(string text, IReadOnlyList<CatalogColumn> columns, string path) => (this.text, this.columns, this.path) = (text, columns, path);

    /// <summary>Reads an expression.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="columns">The columns of the table.</param>
    /// <param name="path">The table, for messages.</param>
    /// <returns>Computes the value from a row; NaN when a column is not known or a function has no value there.</returns>
    /// <exception cref="UserException">It cannot be understood, or a column is not there.</exception>
    public static Func<object?[], double> Read(string text, IReadOnlyList<CatalogColumn> columns, string path)
    {
        LabelExpression expression = new(text, columns, path);
        Func<object?[], double> value = expression.Alternatives();
        return expression.place == text.Length ? value : throw expression.Unexpected("an operator");
    }

    /// <summary>The place of a column, whatever the case of its letters; -1 when there is none.</summary>
    public static int PlaceOf(ReadOnlySpan<char> name, IReadOnlyList<CatalogColumn> columns)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (name.Equals(columns[i].Name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    Func<object?[], double> Alternatives()
    {
        List<Func<object?[], double>> alternatives = [Sum()];
        while (Takes('|'))
        {
            alternatives.Add(Sum());
        }

        return alternatives.Count == 1 ? alternatives[0] : row =>
        {
            foreach (Func<object?[], double> alternative in alternatives)
            {
                if (alternative(row) is var value && !double.IsNaN(value))
                {
                    return value;
                }
            }

            return double.NaN;
        };
    }

    Func<object?[], double> Sum()
    {
        Func<object?[], double> sum = Product();
        while (Takes('+') || Takes('-'))
        {
            bool isPlus = text[place - 1] == '+';
            (Func<object?[], double> left, Func<object?[], double> right) = (sum, Product());
            sum = isPlus ? row => left(row) + right(row) : row => left(row) - right(row);
        }

        return sum;
    }

    Func<object?[], double> Product()
    {
        Func<object?[], double> product = Factor();
        while (Takes('*') || Takes('/'))
        {
            bool isTimes = text[place - 1] == '*';
            (Func<object?[], double> left, Func<object?[], double> right) = (product, Factor());
            product = isTimes ? row => left(row) * right(row) : row => Finite(left(row) / right(row));
        }

        return product;
    }

    Func<object?[], double> Factor()
    {
        SkipBlanks();
        if (Takes('-'))
        {
            Func<object?[], double> positive = Factor();
            return row => -positive(row);
        }

        if (Takes('('))
        {
            return InBrackets();
        }

        foreach ((string name, Func<double, double> function) in Functions)
        {
            int after = place + name.Length;
            if (text.AsSpan(place).StartsWith(name, StringComparison.OrdinalIgnoreCase) && after < text.Length && text[after] == '(')
            {
                place = after + 1;
                Func<object?[], double> argument = InBrackets();
                return row => Finite(function(argument(row)));
            }
        }

        return ColumnHere() is int column ? OfColumn(column) : Number();
    }

    Func<object?[], double> InBrackets()
    {
        Func<object?[], double> value = Alternatives();
        return Takes(')') ? value : throw Unexpected("')'");
    }

    Func<object?[], double> OfColumn(int column)
    {
        bool isText = columns[column].Type == ColumnType.Text;
        if (Takes('='))
        {
            string wanted = Quoted();
            return row => Cell.Text(Cell.Known(row[column])) is not { } found || IsMissing(found)
                ? double.NaN
                : found.Equals(wanted, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        return isText
            ? throw UserException.Usage(
                $"The column {columns[column].Name} of {path} holds text, which cannot be a label. Name a column of numbers, or ask for one text: {columns[column].Name}='TEXT'.")
            : row => Cell.Number(row[column]);
    }

    /// <summary>The column whose name is next, the longest where several are: a name may have a minus in it.</summary>
    int? ColumnHere()
    {
        int found = -1;
        for (int i = 0; i < columns.Count; i++)
        {
            int end = place + columns[i].Name.Length;
            if (end <= text.Length && text.AsSpan(place, end - place).Equals(columns[i].Name, StringComparison.OrdinalIgnoreCase)
                && (end == text.Length || !IsOfName(text[end]))
                && (found < 0 || columns[i].Name.Length > columns[found].Name.Length))
            {
                found = i;
            }
        }

        place += found < 0 ? 0 : columns[found].Name.Length;
        return found < 0 ? null : found;
    }

    Func<object?[], double> Number()
    {
        int end = place;
        while (end < text.Length && (IsOfName(text[end]) || text[end] == '.'))
        {
            end++;
        }

        ReadOnlySpan<char> word = text.AsSpan(place, end - place);
        if (word.IsEmpty)
        {
            throw Unexpected("a column or a number");
        }

        if (!double.TryParse(word, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number))
        {
            throw Unknown(word.ToString());
        }

        place = end;
        return _ => number;
    }

    string Quoted()
    {
        SkipBlanks();
        int end = place < text.Length && text[place] == '\'' ? text.IndexOf('\'', place + 1) : -1;
        if (end < 0)
        {
            throw Unexpected("text between '...'");
        }

        string quoted = text[(place + 1)..end];
        place = end + 1;
        SkipBlanks();
        return quoted.Trim();
    }

    bool Takes(char wanted)
    {
        SkipBlanks();
        if (place == text.Length || text[place] != wanted)
        {
            return false;
        }

        place++;
        return true;
    }

    void SkipBlanks()
    {
        while (place < text.Length && text[place] == ' ')
        {
            place++;
        }
    }

    UserException Unexpected(string wanted) => UserException.Usage(
        $"--labels '{text}': {(place == text.Length ? "it ends" : $"there is '{text[place..]}'")} where {wanted} should be.");

    UserException Unknown(string name)
    {
        string[] names = [.. columns.Select(column => column.Name)];
        string suggestion = Suggestions.DidYouMean(name, names);
        return UserException.Usage(
            $"The table {path} has no column '{name}'.{(suggestion.Length > 0 ? suggestion : $" The columns are {string.Join(", ", names.Take(30))}{(names.Length > 30 ? ", ..." : string.Empty)}.")}");
    }

    /// <summary>Columns of text hold the marks of a missing value, too: APOKASC's evolutionary states are RC, RGB and -9999.0.</summary>
    static bool IsMissing(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsNaN(Cell.Number(number));

    static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c == '_';
}
