using Astra.Fits;

namespace Astra.Host.Products;

/// <summary>Some results on their way from the database into a product. One thread at a time may use it.</summary>
/// <param name="stored">Where the results go first, as the database has them: in each row the columns, then the document.</param>
/// <param name="values">Writes the columns.</param>
/// <param name="document">The index of the document in a row.</param>
/// <param name="fields">Writes the fields of the document.</param>
/// <param name="rows">Where they go then.</param>
sealed class ResultBlock(StoredRows stored, StoredValues values, int document, DocumentFields fields, FitsRowBlock rows)
{
    public StoredRows Stored => stored;

    public FitsRowBlock Rows => rows;

    /// <summary>Makes rows of the product of the stored ones.</summary>
    /// <exception cref="FitsException">A value does not fit in its column.</exception>
    /// <exception cref="Errors.UserException">A value is damaged.</exception>
    public void Encode()
    {
        for (int row = 0; row < stored.Count; row++)
        {
            rows.AddRow();
            values.Write(stored, row, rows);
            fields.Write(stored.Text(stored[row, document]), rows);
        }
    }
}
