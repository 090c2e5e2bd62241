namespace Astra.Fits;

/// <summary>The rows of a table that were read last: reading their next column needs no further access to the file.</summary>
sealed class RowBlock(ByteSource source, long dataOffset, int rowBytes, long rowCount)
{
    /// <summary>Fits the second-level cache beside what is made of it.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Whoever reads row by row should not pay for a read each time.</summary>
    const int LeastBytes = 1 << 14;

    byte[] bytes = [];
    long firstRow;
    int rows;

    /// <summary>
    /// The bytes of whole rows from <paramref name="row"/> on: one at least, those up to <paramref name="endRow"/> at most. Where the block does not
    /// hold
    /// the first of them it is read anew, with as many as fit.
    /// </summary>
    public ReadOnlySpan<byte> From(long row, long endRow)
    {
        if (row < firstRow || row >= firstRow + rows)
        {
            Load(row, endRow);
        }

        int skip = (int)(row - firstRow);
        int count = (int)Math.Min(rows - skip, endRow - row);
        return bytes.AsSpan(skip * rowBytes, count * rowBytes);
    }

    void Load(long row, long endRow)
    {
        long ahead = Math.Max(endRow - row, LeastBytes / Math.Max(rowBytes, 1));
        int count = (int)Math.Min(Math.Min(ahead, rowCount - row), MaxBytes / Math.Max(rowBytes, 1));
        if (bytes.Length < count * rowBytes)
        {
            bytes = GC.AllocateUninitializedArray<byte>(count * rowBytes);
        }

        // Until the read succeeds the block holds nothing.
        rows = 0;
        source.Read(bytes.AsSpan(0, count * rowBytes), dataOffset + (row * rowBytes));
        firstRow = row;
        rows = count;
    }
}
