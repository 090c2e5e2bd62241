namespace Astra.Fits;

/// <summary>
/// Rows of a table that are filled apart from it, so that several threads can each fill some: one after the other is added and written, and
/// <see cref="FitsTableWriter.Append"/> puts all of them into the table. One thread at a time may use a block.
/// </summary>
/// <inheritdoc cref="FitsRows" path="/remarks"/>
public sealed class FitsRowBlock : FitsRows
{
    internal FitsRowBlock(FitsTableWriter table)
        : base(table) => Table = table;

    /// <summary>The table's row, counted from 0, that the block begins with.</summary>
    public long FirstRow { get; private set; }

    /// <summary>Rows so far.</summary>
    public int RowCount { get; private set; }

    internal FitsTableWriter Table { get; }

    private protected override long FirstAtHand => FirstRow + RowCount - 1;

    /// <summary>Forgets its rows. Those to come are for another place in the table.</summary>
    /// <param name="firstRow">As many rows as the table will have when the block is appended.</param>
    public void Clear(long firstRow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        RemoveAll();
        FirstRow = firstRow;
        RowCount = 0;
    }

    /// <summary>Adds a row of missing values. What is written next goes into it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rows do not fit in memory.</exception>
    public void AddRow()
    {
        Add(1);
        RowCount++;
    }
}
