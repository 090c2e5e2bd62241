using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Tables;

namespace Astra.Host.Training;

/// <summary>One label of <c>--labels</c>: its name, and how it is computed from the columns of the table.</summary>
/// <param name="Name">The label's name.</param>
/// <param name="Text">How it is computed, as the user wrote it.</param>
/// <param name="IsTransformed">Whether it is more than a column as it stands.</param>
/// <param name="Value">Computes it from a row; NaN when a column is not known or the function has no value.</param>
sealed record LabelDefinition(string Name, string Text, bool IsTransformed, Func<object?[], double> Value)
{
    static readonly (string Name, Func<double, double> Function)[] Functions = [("log10", Math.Log10), ("ln", Math.Log)];

    /// <summary>Reads <c>teff,logg=LOGG_SEIS|LOGG,log_mass=log10(MASS),alpha_m=MG_H-FE_H</c>.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="columns">The columns of the table.</param>
    /// <param name="path">The table, for messages.</param>
    /// <exception cref="UserException">A column is not there or holds text, a name is missing, cannot be one, or is there twice.</exception>
    public static IReadOnlyList<LabelDefinition> ReadAll(string text, IReadOnlyList<CatalogColumn> columns, string path)
    {
        List<LabelDefinition> labels = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            LabelDefinition label = Read(part, columns, path);
            if (labels.FirstOrDefault(other => other.Name == label.Name) is { } same)
            {
                throw UserException.Usage($"--labels has two labels called {label.Name} ({same.Text} and {label.Text}). Name one of them: NAME={label.Text}.");
            }

            labels.Add(label);
        }

        return labels.Count > 0 ? labels : throw UserException.Usage("--labels names none. Write columns with commas between them, such as teff,logg,fe_h.");
    }

    /// <summary>The place of a column, whatever the case of its letters; -1 when there is none.</summary>
    public static int PlaceOf(string name, IReadOnlyList<CatalogColumn> columns)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    static LabelDefinition Read(string part, IReadOnlyList<CatalogColumn> columns, string path)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string? name = equals < 0 ? null : part[..equals].Trim();
        string text = part[(equals + 1)..].Trim();
        if (text.Length == 0)
        {
            throw UserException.Usage($"--labels '{part}' names no column. Write NAME=COLUMN.");
        }

        if (PlaceOf(text, columns) >= 0)
        {
            return new LabelDefinition(CheckName(name ?? Plain(text), part), text, IsTransformed: false, Column(text, columns, path));
        }

        if (text.Contains('|', StringComparison.Ordinal))
        {
            return Transformed(FirstKnown([.. text.Split('|').Select(alternative => Read($"{name ?? "label"}={alternative}", columns, path).Value)]));
        }

        foreach ((string function, Func<double, double> of) in Functions)
        {
            if (text.StartsWith(function + "(", StringComparison.OrdinalIgnoreCase) && text.EndsWith(')'))
            {
                Func<object?[], double> argument = Column(text[(function.Length + 1)..^1].Trim(), columns, path);
                return Transformed(row => of(argument(row)) is var value && double.IsFinite(value) ? value : double.NaN);
            }
        }

        // A column's name may have a minus in it: the first place with a column on both sides counts.
        for (int minus = text.IndexOf('-', StringComparison.Ordinal); minus >= 0; minus = text.IndexOf('-', minus + 1))
        {
            (string left, string right) = (text[..minus].Trim(), text[(minus + 1)..].Trim());
            if (PlaceOf(left, columns) >= 0 && PlaceOf(right, columns) >= 0)
            {
                (Func<object?[], double> a, Func<object?[], double> b) = (Column(left, columns, path), Column(right, columns, path));
                return Transformed(row => a(row) - b(row));
            }
        }

        string[] sides = text.Split('-', 2, StringSplitOptions.TrimEntries);
        throw sides.Length == 2 && PlaceOf(sides[0], columns) >= 0 ? Unknown(sides[1], columns, path) : Unknown(sides[0], columns, path);

        LabelDefinition Transformed(Func<object?[], double> value) => name is null
            ? throw UserException.Usage($"--labels '{part}' has no name. Write NAME={text}.")
            : new LabelDefinition(CheckName(name, part), text, IsTransformed: true, value);
    }

    static Func<object?[], double> FirstKnown(Func<object?[], double>[] alternatives) => row =>
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

    static Func<object?[], double> Column(string name, IReadOnlyList<CatalogColumn> columns, string path)
    {
        int place = PlaceOf(name, columns);
        if (place < 0)
        {
            throw Unknown(name, columns, path);
        }

        return columns[place].Type == ColumnType.Text
            ? throw UserException.Usage($"The column {columns[place].Name} of {path} holds text, which cannot be a label. Name a column of numbers.")
            : row => Cell.Number(row[place]);
    }

    static UserException Unknown(string name, IReadOnlyList<CatalogColumn> columns, string path)
    {
        string[] names = [.. columns.Select(column => column.Name)];
        string suggestion = Suggestions.DidYouMean(name, names);
        return UserException.Usage(
            $"The table {path} has no column '{name}'.{(suggestion.Length > 0 ? suggestion : $" The columns are {string.Join(", ", names.Take(30))}{(names.Length > 30 ? ", ..." : string.Empty)}.")}");
    }

    static string Plain(string column) => string.Concat(column.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    static string CheckName(string name, string part) =>
        name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? name
            : throw UserException.Usage(
                $"--labels '{part}': '{name}' cannot be the name of a label. Use lower-case letters, digits and underscores, a letter first: NAME=COLUMN.");
}
