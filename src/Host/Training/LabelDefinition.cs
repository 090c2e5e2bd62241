using Astra.Host.Errors;
using Astra.Host.Storage;

namespace Astra.Host.Training;

/// <summary>One label of <c>--labels</c>: its name, and how it is computed from the columns of the table.</summary>
/// <param name="Name">The label's name.</param>
/// <param name="Text">How it is computed, as the user wrote it.</param>
/// <param name="IsTransformed">Whether it is more than a column as it stands.</param>
/// <param name="Value">Computes it from a row; NaN when a column is not known or the function has no value.</param>
sealed record LabelDefinition(string Name, string Text, bool IsTransformed, Func<object?[], double> Value)
{
    /// <summary>Reads <c>teff,logg=LOGG_SEIS|LOGG,log_mass=log10(MASS),alpha_m=MG_H-FE_H</c>; see <see cref="LabelExpression"/>.</summary>
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

    static LabelDefinition Read(string part, IReadOnlyList<CatalogColumn> columns, string path)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string? name = equals < 0 ? null : part[..equals].Trim();
        string text = part[(equals + 1)..].Trim();
        if (text.Length == 0)
        {
            throw UserException.Usage($"--labels '{part}' names no column. Write NAME=COLUMN.");
        }

        bool isColumn = LabelExpression.PlaceOf(text, columns) >= 0;
        Func<object?[], double> value = LabelExpression.Read(text, columns, path);
        return isColumn || name is not null
            ? new LabelDefinition(CheckName(name ?? Plain(text), part), text, !isColumn, value)
            : throw UserException.Usage($"--labels '{part}' has no name. Write NAME={text}.");
    }

    static string Plain(string column) => string.Concat(column.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    static string CheckName(string name, string part) =>
        name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? name
            : throw UserException.Usage(
                $"--labels '{part}': '{name}' cannot be the name of a label. Use lower-case letters, digits and underscores, a letter first: NAME=COLUMN.");
}
