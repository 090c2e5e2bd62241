using System.Numerics;

namespace Astra.Fits;

/// <summary>A table, binary or ASCII: rows of columns, read column by column for a run of rows.</summary>
/// <remarks>
/// <para>To stream a table, go through it in blocks of at most <see cref="RowsPerBlock"/> rows and read all columns of a block before the next: the
/// rows of a block are read from the file once, and memory stays bounded whatever the length of the table.</para>
/// <para>Numbers are physical values: TZERO + TSCAL x stored number. Floating-point destinations: a stored integer that equals TNULL becomes NaN;
/// single
/// precision rounds. Integer destinations are exact: the column must hold integers, TSCAL and TZERO be whole numbers, and a value that does not fit
/// is an
/// error; a stored TNULL is scaled like any other number.</para>
/// </remarks>
public abstract class TableHdu : Hdu
{
    IReadOnlyList<TableColumn>? columns;

    private protected TableHdu(ByteSource source, HduPlace place, FitsHeader header, HduLayout layout, long headerOffset)
        : base(source, place, header, layout, headerOffset)
    {
    }

    /// <summary>Number of rows (NAXIS2).</summary>
    public long RowCount => Layout.Axes[1];

    /// <summary>The columns in the order of the file.</summary>
    /// <exception cref="FitsException">A card that describes a column is missing or damaged, or the columns do not fit the rows.</exception>
    public IReadOnlyList<TableColumn> Columns => columns ??= ReadColumns();

    /// <summary>How many rows can be read, column after column, with one access to the file; at least 1.</summary>
    public int RowsPerBlock => (int)Math.Clamp(RowBlock.MaxBytes / Math.Max(RowBytes, 1), 1, RowBlock.MaxBytes);

    /// <summary>Bytes of a row (NAXIS1).</summary>
    private protected long RowBytes => Layout.Axes[0];

    /// <summary>The first column with this name, in any case; null when there is none.</summary>
    /// <exception cref="FitsException">As for <see cref="Columns"/>.</exception>
    public TableColumn? Find(string name) => Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The first column with this name, in any case.</summary>
    /// <exception cref="FitsException">There is none; the message lists those there are. Or as for <see cref="Columns"/>.</exception>
    public TableColumn Require(string name) => Find(name) ?? throw FitsError.NoSuchColumn(Place, name, Columns);

    /// <summary>Reads a column of numbers for as many rows as the destination holds.</summary>
    /// <param name="column">One of <see cref="Columns"/>, not of variable length.</param>
    /// <param name="firstRow">0-based.</param>
    /// <param name="destination">Row after row, <see cref="TableColumn.ElementsPerRow"/> elements each; its length decides how many rows are
    /// read.</param>
    /// <exception cref="FitsException">The column holds something else, or is of variable length; the table has no such rows; its data unit is cut
    /// off or cannot
    /// be read.</exception>
    /// <exception cref="ArgumentException">The destination does not hold whole rows, or the column is another table's.</exception>
    public void Read(TableColumn column, long firstRow, Span<float> destination) => ReadRows(column, firstRow, destination);

    /// <inheritdoc cref="Read(TableColumn, long, Span{float})"/>
    public void Read(TableColumn column, long firstRow, Span<double> destination) => ReadRows(column, firstRow, destination);

    /// <summary>
    /// Reads a column of integers for as many rows as the destination holds. A logical column gives its letters: 'T', 'F', or 0 for undefined.
    /// </summary>
    /// <inheritdoc cref="Read(TableColumn, long, Span{int})" path="/*[not(self::summary)]"/>
    public void Read(TableColumn column, long firstRow, Span<byte> destination) => ReadRows(column, firstRow, destination);

    /// <summary>Reads a column of integers for as many rows as the destination holds.</summary>
    /// <inheritdoc cref="Read(TableColumn, long, Span{float})" path="/*[not(self::summary or self::exception)]"/>
    /// <exception cref="FitsException">The column holds something else, is of variable length, or holds a value that the destination's type cannot;
    /// the table has no
    /// such rows; its data unit is cut off or cannot be read.</exception>
    /// <exception cref="ArgumentException">The destination does not hold whole rows, or the column is another table's.</exception>
    public void Read(TableColumn column, long firstRow, Span<int> destination) => ReadRows(column, firstRow, destination);

    /// <inheritdoc cref="Read(TableColumn, long, Span{int})"/>
    public void Read(TableColumn column, long firstRow, Span<long> destination) => ReadRows(column, firstRow, destination);

    /// <summary>Reads a column of logicals (T is true; F and undefined are false) or bits for as many rows as the destination holds.</summary>
    /// <inheritdoc cref="Read(TableColumn, long, Span{float})" path="/*[not(self::summary)]"/>
    public void Read(TableColumn column, long firstRow, Span<bool> destination) => ReadRows(column, firstRow, destination);

    /// <summary>Reads a column of complex numbers for as many rows as the destination holds. TZERO is added to the real part.</summary>
    /// <inheritdoc cref="Read(TableColumn, long, Span{float})" path="/*[not(self::summary)]"/>
    public void Read(TableColumn column, long firstRow, Span<Complex> destination) => ReadRows(column, firstRow, destination);

    /// <summary>
    /// Reads a column of strings for as many rows as the destination holds: without trailing blanks, and ending at a NUL. The columns of ASCII tables
    /// can all be read so.
    /// </summary>
    /// <param name="column">One of <see cref="Columns"/>; it may be of variable length.</param>
    /// <param name="firstRow">0-based.</param>
    /// <param name="destination">Row after row, <see cref="TableColumn.ElementsPerRow"/> strings each; its length decides how many rows are
    /// read.</param>
    /// <exception cref="FitsException">The column holds something else; the table has no such rows; its data unit is cut off or cannot be
    /// read.</exception>
    /// <exception cref="ArgumentException">The destination does not hold whole rows, or the column is another table's.</exception>
    public void Read(TableColumn column, long firstRow, Span<string> destination)
    {
        long rows = CheckRows(column, firstRow, destination.Length);
        if (rows > 0)
        {
            ReadStrings(column, firstRow, destination);
        }
    }

    private protected abstract IReadOnlyList<TableColumn> ReadColumns();

    /// <summary>Reads at least one row; the arguments are checked.</summary>
    private protected abstract void ReadElements<T>(TableColumn column, long firstRow, Span<T> destination)
        where T : unmanaged;

    /// <summary>Reads at least one row; the arguments are checked.</summary>
    private protected abstract void ReadStrings(TableColumn column, long firstRow, Span<string> destination);

    /// <summary>The number of columns that the header announces.</summary>
    private protected int ColumnCount()
    {
        // FITS standard 4.0, section 7.2.1.
        const int MaxColumns = 999;
        return (int)Header.RequireLayoutInt64("TFIELDS", 0, MaxColumns);
    }

    /// <summary>A card of a column that must be a string, or null where it is absent.</summary>
    private protected string? ColumnText(string key, int index) => Header.GetString(Key(key, index));

    private protected static string Key(string key, int index) => $"{key}{index + 1}";

    /// <exception cref="FitsException">The table has no such rows, or its data unit is cut off.</exception>
    private protected void RequireRows(long firstRow, long rows)
    {
        if (firstRow < 0 || firstRow > RowCount - rows)
        {
            throw FitsError.NoSuchTableRows(Place, firstRow, rows, RowCount);
        }

        RequireWholeDataUnit();
    }

    private protected void RequireOwn(TableColumn column)
    {
        if (column.Index >= Columns.Count || !ReferenceEquals(column, Columns[column.Index]))
        {
            throw new ArgumentException("The column belongs to another table.", nameof(column));
        }
    }

    void ReadRows<T>(TableColumn column, long firstRow, Span<T> destination)
        where T : unmanaged
    {
        if (CheckRows(column, firstRow, destination.Length) > 0)
        {
            ReadElements(column, firstRow, destination);
        }
    }

    long CheckRows(TableColumn column, long firstRow, int length)
    {
        RequireOwn(column);
        if (column.ElementsPerRow == 0 ? length != 0 : length % column.ElementsPerRow != 0)
        {
            throw column.IsVariableLength
                ? FitsError.ColumnIsOfVariableLength(Place, column)
                : new ArgumentException($"Rows of {column.Name} have {column.ElementsPerRow} elements, and the destination {length}.", "destination");
        }

        long rows = column.ElementsPerRow == 0 ? 0 : length / column.ElementsPerRow;
        RequireRows(firstRow, rows);
        return rows;
    }
}
