using Astra.Host.Plugins;

namespace Astra.Host.Storage;

/// <summary>An ingested table of labels.</summary>
/// <param name="Name">The name by which pipelines ask for its columns.</param>
/// <param name="File">The file that it came from.</param>
/// <param name="Rows">Stars in it.</param>
sealed record Catalog(string Name, string File, DateTimeOffset Ingested, long Rows, IReadOnlyList<CatalogColumn> Columns);

/// <summary>A column of a catalogue: a number (64-bit float or integer) or text.</summary>
sealed record CatalogColumn(string Name, ColumnType Type, string Unit);

/// <summary>A row of a catalogue: values (double, long, string or null) in the order of the columns.</summary>
readonly record struct CatalogRow(string ApogeeId, object?[] Values);
