using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Tables;

namespace Astra.Host.Training;

/// <summary>What to take from a table of labels.</summary>
/// <param name="Path">The file, FITS or CSV, as the user gave it.</param>
/// <param name="Labels">What follows <c>--labels</c>.</param>
sealed record LabelTableRequest(string Path, string Labels)
{
    /// <summary>The column with the star's identifier; null for <c>APOGEE_ID</c> or the like.</summary>
    public string? Key { get; init; }

    /// <summary>The column with the files of spectra; null for <c>path</c>.</summary>
    public string? PathColumn { get; init; }

    /// <summary>The column with groups; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Which rows to take; null for all.</summary>
    public string? Where { get; init; }

    /// <summary>Columns that are wanted where the table has them, such as those of a pipeline's inputs.</summary>
    public IReadOnlyCollection<string> Wanted { get; init; } = [];
}

/// <summary>The labels of a table, without its other columns.</summary>
/// <param name="Path">The file, as the user gave it.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Columns">Those of the wanted columns that the table has, in lower case.</param>
/// <param name="Rows">The rows that were taken.</param>
/// <param name="Notes">What was done to the others, a sentence each.</param>
/// <param name="HasPaths">Whether a column names files of spectra.</param>
sealed record LabelTable(
    string Path, IReadOnlyList<LabelDefinition> Labels, IReadOnlyList<string> Columns, IReadOnlyList<LabelledRow> Rows, IReadOnlyList<string> Notes, bool HasPaths)
{
    const string What = "The table";

    /// <summary>The names of the labels.</summary>
    public IReadOnlyList<string> LabelNames => [.. Labels.Select(label => label.Name)];

    /// <summary>Reads a table.</summary>
    /// <exception cref="UserException">It cannot be read, lacks a column, or no row is left.</exception>
    public static LabelTable Read(LabelTableRequest request) => TableFile.Read(What, request.Path, table => Read(request, table));

    static LabelTable Read(LabelTableRequest request, ITable table)
    {
        IReadOnlyList<LabelDefinition> labels = LabelDefinition.ReadAll(request.Labels, table.Columns, request.Path);
        StarRows stars = StarRows.Of(table, What, request.Path, request.Key);
        int group = PlaceOf(request.Group, otherwise: null);
        int path = PlaceOf(request.PathColumn, otherwise: "path");
        int spectrum = PlaceOf(null, otherwise: "spectrum");
        (string Name, int Place)[] wanted = [.. request.Wanted.Select(name => name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)
            .Select(name => (name, LabelDefinition.PlaceOf(name, table.Columns)))
            .Where(column => column.Item2 >= 0 && table.Columns[column.Item2].Type != ColumnType.Text)];
        using RowCondition? condition = request.Where is null ? null : new RowCondition(request.Where, table.Columns, request.Path);

        List<LabelledRow> rows = [];
        List<LabelledRow>[] withoutValue = [.. labels.Select(_ => new List<LabelledRow>())];
        long number = 0, repeated = 0, left = 0;
        foreach (object?[] row in table.Rows())
        {
            number++;
            if (condition?.Holds(row) == false)
            {
                left++;
                continue;
            }

            if (stars.IsRepeated(row))
            {
                repeated++;
                continue;
            }

            LabelledRow star = new(
                number, stars.Id(row), [.. labels.Select(label => label.Value(row))], group < 0 ? null : Cell.Text(row[group]),
                path < 0 ? null : Cell.Text(row[path]), spectrum < 0 ? null : Cell.Text(row[spectrum]), [.. wanted.Select(column => Cell.Number(row[column.Place]))]);
            rows.Add(star);
            for (int i = 0; i < labels.Count; i++)
            {
                if (labels[i].IsTransformed && double.IsNaN(star.Labels[i]))
                {
                    withoutValue[i].Add(star);
                }
            }
        }

        if (rows.Count == 0)
        {
            throw UserException.Usage(number == 0 ? $"The table {request.Path} has no rows."
                : condition is not null && left == number ? $"--where \"{request.Where}\" holds for none of the {Invariant($"{number:N0}")} rows of {request.Path}."
                : $"No row of {request.Path} is left: {Invariant($"{left:N0}")} are not what --where asks for, {Invariant($"{repeated:N0}")} repeat a star (EXTRATARG).");
        }

        List<string> notes = [];
        Note(left, $"are left out by --where \"{request.Where}\"");
        Note(repeated, "that repeat a star (EXTRATARG) are left out");
        for (int i = 0; i < labels.Count; i++)
        {
            if (withoutValue[i].Count > 0)
            {
                notes.Add(Invariant($"{labels[i].Name} = {labels[i].Text} has no value in {withoutValue[i].Count:N0} rows: {LabelledRow.List(withoutValue[i])}."));
            }
        }

        return new LabelTable(request.Path, labels, [.. wanted.Select(column => column.Name)], rows, notes, path >= 0);

        int PlaceOf(string? name, string? otherwise)
        {
            int place = (name ?? otherwise) is { } looked ? LabelDefinition.PlaceOf(looked, table.Columns) : -1;
            return place < 0 && name is not null
                ? throw UserException.Usage(
                    $"The table {request.Path} has no column '{name}'.{Suggestions.DidYouMean(name, table.Columns.Select(column => column.Name))}")
                : place;
        }

        void Note(long count, string what)
        {
            if (count > 0)
            {
                notes.Add(Invariant($"{count:N0} rows {what}."));
            }
        }
    }
}
