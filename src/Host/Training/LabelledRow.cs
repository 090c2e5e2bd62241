namespace Astra.Host.Training;

/// <summary>A star of the user's table.</summary>
/// <param name="Row">The 1-based row of the table.</param>
/// <param name="Id">Its APOGEE identifier; null where the table has none.</param>
/// <param name="Labels">A value for each label; NaN where not known.</param>
/// <param name="Group">What it belongs to; null where the table names no groups.</param>
/// <param name="Path">The file of its spectrum, as the table has it; null where it names none.</param>
/// <param name="Spectrum">The name of its spectrum; null where the table names none, which means the combined one.</param>
/// <param name="Columns">A value for each of <see cref="LabelTable.Columns"/>; NaN where not known.</param>
sealed record LabelledRow(long Row, string? Id, double[] Labels, string? Group, string? Path, string? Spectrum, double[] Columns)
{
    /// <summary>The star's identifier; without one, the row.</summary>
    public string Name => Id ?? Invariant($"{Row}");

    /// <summary>The star as a trainer sees it.</summary>
    public TrainingStar Star => new(Name, Row, Labels, Group);

    /// <summary>The row and the star, for messages.</summary>
    public override string ToString() => Id is null ? Invariant($"row {Row}") : Invariant($"row {Row} ({Id})");

    /// <summary>The first ten of some rows, and how many more there are.</summary>
    public static string List(IReadOnlyList<LabelledRow> rows)
    {
        const int shown = 10;
        string first = string.Join(", ", rows.Take(shown));
        return rows.Count > shown ? Invariant($"{first} and {rows.Count - shown:N0} more") : first;
    }
}
