using Astra.Fits;
using SQLitePCL;

namespace Astra.Host.Products;

/// <summary>
/// Takes results from the database to a product: one thread reads them, others make rows of the table of them, block by block, and the blocks are
/// written in the order in which they were read, whoever is ready first. Of all errors the one of the first row is reported.
/// </summary>
/// <param name="table">Where the rows go.</param>
/// <param name="newBlock">Makes a block for rows of the table.</param>
/// <param name="threads">How many blocks may be under way beside the one that is being read into; memory is bounded by that.</param>
sealed class ResultBlocks(FitsTableWriter table, Func<ResultBlock> newBlock, int threads) : IDisposable
{
    readonly Queue<(ResultBlock Block, Task Written)> underWay = new();
    ResultBlock filling = newBlock();
    Task lastWritten = Task.CompletedTask;
    long rows;

    /// <summary>Takes the row that the statement is at.</summary>
    /// <exception cref="FitsException">The file cannot be written, or a value of an earlier row does not fit.</exception>
    /// <exception cref="Errors.UserException">A value of an earlier row is damaged.</exception>
    public void Add(sqlite3_stmt row)
    {
        filling.Stored.Add(row);
        if (filling.Stored.IsFull)
        {
            HandOver();
        }
    }

    /// <summary>Waits until all rows are written.</summary>
    /// <inheritdoc cref="Add" path="/exception"/>
    public void Complete()
    {
        HandOver();
        lastWritten.GetAwaiter().GetResult();
    }

    /// <summary>Waits until no other thread uses the table; what was not written by then may be missing.</summary>
    public void Dispose() => Task.WaitAny(lastWritten);

    void HandOver()
    {
        ResultBlock block = filling;
        block.Rows.Clear(rows);
        rows += block.Stored.Count;
        lastWritten = Write(block, lastWritten);
        underWay.Enqueue((block, lastWritten));
        filling = underWay.Count <= threads ? newBlock() : NextFree();
        filling.Stored.Clear();
    }

    async Task Write(ResultBlock block, Task before)
    {
        Task encoded = Task.Run(block.Encode);
        await before.ConfigureAwait(false);
        await encoded.ConfigureAwait(false);
        table.Append(block.Rows);
    }

    ResultBlock NextFree()
    {
        (ResultBlock block, Task written) = underWay.Dequeue();
        written.GetAwaiter().GetResult();
        return block;
    }
}
