using Astra.Host.Storage;

namespace Astra.Host.Tables;

/// <summary>A table that is read row by row, whatever its format: columns of numbers or text. Cells are double, long, string or null.</summary>
interface ITable : IDisposable
{
    IReadOnlyList<CatalogColumn> Columns { get; }

    /// <summary>Columns that are left out, each with the reason.</summary>
    IReadOnlyList<string> LeftOut { get; }

    /// <summary>The rows. The same array is handed out again for each.</summary>
    IEnumerable<object?[]> Rows();
}
