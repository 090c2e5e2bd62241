using System.Globalization;

namespace Astra.Fits;

/// <summary>A binary table that is being written: rows are added, one or a block of them, and then their cells are written.</summary>
/// <inheritdoc cref="FitsRows" path="/remarks"/>
public sealed class FitsTableWriter : FitsRows, IHduWriter
{
    /// <summary>FITS standard 4.0, section 7.2.1.</summary>
    const int MaxColumns = 999;

    readonly NewHdu hdu;
    long firstAtHand;
    bool ended;

    internal FitsTableWriter(NewHdu hdu, IReadOnlyList<ColumnDefinition> columns)
        : base(hdu.Place, columns) => this.hdu = hdu;

    /// <summary>Rows so far.</summary>
    public long RowCount { get; private set; }

    private protected override long FirstAtHand => firstAtHand;

    /// <summary>Adds rows of missing values. What is written next goes into them.</summary>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or more than fit in memory at once.</exception>
    /// <exception cref="InvalidOperationException">The table has ended.</exception>
    public void AddRows(int count = 1)
    {
        RequireOpen();
        Flush();
        Add(count);
        firstAtHand = RowCount;
        RowCount += count;
    }

    /// <summary>Rows that another thread can fill while this one goes on; they are no part of the table until they are appended.</summary>
    public FitsRowBlock NewBlock() => new(this);

    /// <summary>Adds the rows of a block, which can then be cleared and filled anew. They are out of reach at once.</summary>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The block is of another table, or was filled for another place in it.</exception>
    /// <exception cref="InvalidOperationException">The table has ended.</exception>
    public void Append(FitsRowBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        RequireOpen();
        if (block.Table != this || block.FirstRow != RowCount)
        {
            throw new ArgumentException($"{hdu.Place}: the block does not begin at row {RowCount} of this table.", nameof(block));
        }

        Flush();
        hdu.Append(block.Stored);
        RowCount += block.RowCount;
    }

    void IHduWriter.End()
    {
        Flush();
        ended = true;
        hdu.End(RowCount);
    }

    internal static NewHeader Header(IReadOnlyList<ColumnDefinition> columns, IEnumerable<FitsCard> cards, IEnumerable<FitsCard> closingCards)
    {
        if (columns.Count > MaxColumns)
        {
            throw new ArgumentException($"A table of {columns.Count} columns cannot be written; the limit is {MaxColumns}.", nameof(columns));
        }

        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        long width = 0;
        foreach (ColumnDefinition column in columns)
        {
            column.Check();
            width += Width(column);
            if (!names.Add(column.Name))
            {
                throw new ArgumentException($"Column {column.Name} stands twice.", nameof(columns));
            }
        }

        if (width > Array.MaxLength)
        {
            throw new ArgumentException($"A row of {width} bytes cannot be written.", nameof(columns));
        }

        NewHeader header = new NewHeader()
            .Add("XTENSION", "BINTABLE", "binary table extension")
            .Add("BITPIX", 8, "bytes")
            .Add("NAXIS", 2, "rows of bytes")
            .Add("NAXIS1", width, "bytes of a row")
            .AddRowCount()
            .Add("PCOUNT", 0, "no variable-length arrays")
            .Add("GCOUNT", 1, "one group")
            .Add("TFIELDS", columns.Count, "number of columns")
            .AddAll(cards);
        for (int column = 0; column < columns.Count; column++)
        {
            AddColumn(header, columns[column], (column + 1).ToString(CultureInfo.InvariantCulture));
        }

        return header.AddAll(closingCards).Close();
    }

    static void AddColumn(NewHeader header, ColumnDefinition column, string number)
    {
        header.AddAll(column.CardsBefore).Add($"TTYPE{number}", column.Name, column.Description).Add($"TFORM{number}", column.Format);
        if (column.Unit is not null)
        {
            header.Add($"TUNIT{number}", column.Unit);
        }

        if (column.Dimensions.Count > 0)
        {
            header.Add($"TDIM{number}", $"({string.Join(',', column.Dimensions)})");
        }

        if (column.Null is long none)
        {
            header.Add($"TNULL{number}", none);
        }
    }

    private protected override void RequireOpen()
    {
        if (ended)
        {
            throw new InvalidOperationException($"{hdu.Place}: the table has ended.");
        }
    }

    void Flush()
    {
        hdu.Append(Stored);
        RemoveAll();
    }
}
