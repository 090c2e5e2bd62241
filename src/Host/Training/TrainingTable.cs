using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Tables;

namespace Astra.Host.Training;

/// <summary>What to take from a table of labels.</summary>
/// <param name="Path">The file, as the user gave it.</param>
/// <param name="Labels">What follows <c>--labels</c>.</param>
sealed record TrainingTableRequest(string Path, string Labels)
{
    /// <summary>Further files, whose rows follow.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Files whose columns are added to the rows; see <see cref="JoinedTable"/>.</summary>
    public IReadOnlyList<string> Joins { get; init; } = [];

    /// <summary>The column that these and the rows have in common.</summary>
    public string On { get; init; } = "APOGEE_ID";

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
/// <param name="Path">The file, as the user gave it; of several tables all of them, for messages.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Columns">Those of the wanted columns that the table has, in lower case.</param>
/// <param name="Rows">The rows that were taken.</param>
/// <param name="Notes">What was done to the others, a sentence each.</param>
/// <param name="HasPaths">Whether a column names files of spectra.</param>
sealed record TrainingTable(
    string Path,
    IReadOnlyList<LabelDefinition> Labels,
    IReadOnlyList<string> Columns,
    IReadOnlyList<LabelledRow> Rows,
    IReadOnlyList<string> Notes,
    bool HasPaths)
{
    const string What = "The table";

    /// <summary>The folder that files of spectra are relative to: that of the first table.</summary>
    public required string Folder { get; init; }

    /// <summary>What these tables are called in a manifest: files without folders.</summary>
    public required string Title { get; init; }

    /// <summary>The names of the labels.</summary>
    public IReadOnlyList<string> LabelNames => [.. Labels.Select(label => label.Name)];

    /// <summary>Reads a table.</summary>
    /// <exception cref="UserException">It cannot be read, lacks a column, or no row is left.</exception>
    public static TrainingTable Read(TrainingTableRequest request)
    {
        List<ITable> opened = [];
        try
        {
            string[] files = [request.Path, .. request.More];
            foreach (string file in files)
            {
                opened.Add(TableFile.Open(What, file));
            }

            ITable table = opened.Count == 1 ? opened[0] : new StackedTables(opened, files);
            string path = string.Join(" and ", files);
            List<(JoinedTable Table, string File)> joins = [];
            foreach (string file in request.Joins)
            {
                table = TableFile.Read(What, file, other => new JoinedTable(table, path, other, file, request.On, IsNamed));
                joins.Add(((JoinedTable)table, file));
            }

            TrainingTable read = Read(request with { Path = path }, table) with
            {
                Folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(request.Path))!,
                Title = string.Join(" and ", files.Select(System.IO.Path.GetFileName))
                    + string.Concat(request.Joins.Select(file => $", joined with {System.IO.Path.GetFileName(file)} on {request.On}")),
            };
            return read with { Notes = [.. joins.SelectMany(join => NotesOf(join.Table, join.File, request.On)), .. read.Notes] };
        }
        finally
        {
            foreach (ITable table in opened)
            {
                table.Dispose();
            }
        }

        bool IsNamed(string column) => new[] { request.Labels, request.Where, request.Key, request.Group, request.PathColumn }
            .Any(text => text?.Contains(column, StringComparison.OrdinalIgnoreCase) == true);
    }

    static IEnumerable<string> NotesOf(JoinedTable join, string file, string on)
    {
        if (join.Counts.Alone > 0)
        {
            yield return Invariant($"{join.Counts.Alone:N0} of {join.Counts.Rows:N0} rows have no row with the same {on} in {file}; its columns are not known in them.");
        }

        if (join.Repeated > 0)
        {
            yield return Invariant($"{join.Repeated:N0} rows of {file} repeat a {on}; the first one counts.");
        }
    }

    static TrainingTable Read(TrainingTableRequest request, ITable table)
    {
        IReadOnlyList<LabelDefinition> labels = LabelDefinition.ReadAll(request.Labels, table.Columns, request.Path);
        StarRows stars = StarRows.Of(table, What, request.Path, request.Key);
        int group = PlaceOf(request.Group, otherwise: null);
        int path = PlaceOf(request.PathColumn, otherwise: "path");
        int spectrum = PlaceOf(null, otherwise: "spectrum");
        (string Name, int Place)[] wanted = [.. request.Wanted.Select(name => name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)
            .Select(name => (name, LabelExpression.PlaceOf(name, table.Columns)))
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
                path < 0 ? null : Cell.Text(row[path]), spectrum < 0 ? null : Cell.Text(row[spectrum]),
                [.. wanted.Select(column => Cell.Number(row[column.Place]))]);
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
                : condition is not null && left == number
                    ? $"--where \"{request.Where}\" holds for none of the {Invariant($"{number:N0}")} rows of {request.Path}."
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

        return new TrainingTable(request.Path, labels, [.. wanted.Select(column => column.Name)], rows, notes, path >= 0)
        {
            Folder = string.Empty,
            Title = request.Path,
        };

        int PlaceOf(string? name, string? otherwise)
        {
            int place = (name ?? otherwise) is { } looked ? LabelExpression.PlaceOf(looked, table.Columns) : -1;
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
