using Astra.Host.Plugins;

namespace Astra.Host.Reports;

/// <summary>Which columns of a pipeline are labels: what it measures, and not what it was given or how it fared.</summary>
static class LabelColumns
{
    static readonly string[] limits = ["_err", "_lower", "_upper"];

    /// <summary>The numbers that have an error (<c>e_teff</c>, <c>nn_dist_err</c>), or by which the pipeline wants to be asked.</summary>
    public static IReadOnlyList<ColumnDeclaration> Of(PipelineDeclaration pipeline) => [.. pipeline.Columns.Where(
        column => IsNumber(column) && !IsError(column) && (column.Indexed || ErrorOf(pipeline, column) is not null))];

    /// <summary>The column with the errors of a label; null when there is none.</summary>
    public static ColumnDeclaration? ErrorOf(PipelineDeclaration pipeline, ColumnDeclaration label) =>
        pipeline.Columns.FirstOrDefault(column => IsNumber(column) && (column.Name == $"e_{label.Name}" || column.Name == $"{label.Name}_err"));

    /// <summary>
    /// The columns of a pipeline that measure what a catalogue calls by a name: the label of that name, and variants of it such as
    /// <c>mass_cor_ss</c> of <c>mass</c> where they have its unit.
    /// </summary>
    public static IEnumerable<ColumnDeclaration> Measuring(PipelineDeclaration pipeline, string name, string unit) => pipeline.Columns.Where(
        column => IsNumber(column) && !IsError(column) && (column.Name == name
            ? Of(pipeline).Contains(column)
            : column.Name.StartsWith($"{name}_", StringComparison.Ordinal) && column.Unit.Length > 0 && column.Unit == unit));

    static bool IsNumber(ColumnDeclaration column) => column.Type is ColumnType.Float32 or ColumnType.Float64;

    static bool IsError(ColumnDeclaration column) => column.Name.StartsWith("e_", StringComparison.Ordinal)
        || column.Name.StartsWith("raw_", StringComparison.Ordinal) || limits.Any(limit => column.Name.EndsWith(limit, StringComparison.Ordinal));
}
