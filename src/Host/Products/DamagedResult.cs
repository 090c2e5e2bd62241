using Astra.Fits;
using Astra.Host.Errors;

namespace Astra.Host.Products;

/// <summary>A result in the database that is not as this program writes them.</summary>
static class DamagedResult
{
    /// <param name="table">The row that was added last is the result's; it is named counted from 0.</param>
    /// <param name="column">The column, or the field of the document.</param>
    public static UserException Found(FitsRowBlock table, string column, string what, Exception? cause = null) => UserException.Configuration(
        Invariant($"The export stopped: row {table.FirstRow + table.RowCount - 1}, column {column}: the workspace has a damaged value: {what}. ") +
        "Nothing of the product was kept. Take the workspace from a copy, or make the result anew in a new workspace.",
        cause);
}
