using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Astra.Fits;

/// <summary>
/// A binary table that is being written: rows are added, one or a block of them, and then their cells are written in any order, column by column or,
/// where one row was added, cell by cell. Cells that nothing is written to hold the column's missing value.
/// </summary>
/// <remarks>
/// Rows that were added earlier are out of reach. Numbers are stored as the column's type: real numbers round to single precision, integers must fit
/// exactly. Where a row of a column has several values, they stand one after the other.
/// </remarks>
public sealed class FitsTableWriter : IHduWriter
{
    /// <summary>FITS standard 4.0, section 7.2.1.</summary>
    const int MaxColumns = 999;

    readonly NewHdu hdu;
    readonly ColumnDefinition[] columns;
    readonly int[] offsets;
    readonly int rowBytes;
    readonly byte[] missing;
    byte[] rows = [];
    int rowsAtHand;
    bool ended;

    internal FitsTableWriter(NewHdu hdu, IReadOnlyList<ColumnDefinition> columns)
    {
        this.hdu = hdu;
        this.columns = [.. columns];
        offsets = new int[columns.Count];
        for (int column = 0; column < offsets.Length; column++)
        {
            offsets[column] = rowBytes;
            rowBytes += Width(columns[column]);
        }

        rows = missing = new byte[rowBytes];
        rowsAtHand = 1;
        for (int column = 0; column < offsets.Length; column++)
        {
            WriteMissing(column);
        }

        rows = [];
        rowsAtHand = 0;
    }

    /// <summary>Rows so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>How many rows to add at once, for speed with little memory; at least 1.</summary>
    public int RowsPerBlock => Math.Clamp(RowBlock.MaxBytes / Math.Max(rowBytes, 1), 1, RowBlock.MaxBytes);

    /// <summary>Adds rows of missing values. What is written next goes into them.</summary>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or more than fit in memory at once.</exception>
    /// <exception cref="InvalidOperationException">The table has ended.</exception>
    public void AddRows(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength / Math.Max(rowBytes, 1));
        RequireOpen();
        Flush();
        if (rows.Length < count * rowBytes)
        {
            rows = GC.AllocateUninitializedArray<byte>(count * rowBytes);
        }

        for (int row = 0; row < count; row++)
        {
            missing.CopyTo(rows, row * rowBytes);
        }

        rowsAtHand = count;
        RowCount += count;
    }

    /// <summary>Writes a column of the rows that were added last.</summary>
    /// <param name="column">0-based.</param>
    /// <param name="values">All values of the rows, row after row.</param>
    /// <exception cref="FitsException">A value does not fit in the column's type; the message names column and row.</exception>
    /// <exception cref="ArgumentException">The column holds something else, or the rows have another number of values.</exception>
    /// <exception cref="InvalidOperationException">The table has ended.</exception>
    public void Write(int column, ReadOnlySpan<float> values) => WriteNumbers(column, values);

    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})"/>
    public void Write(int column, ReadOnlySpan<double> values) => WriteNumbers(column, values);

    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})"/>
    public void Write(int column, ReadOnlySpan<byte> values) => WriteNumbers(column, values);

    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})"/>
    public void Write(int column, ReadOnlySpan<short> values) => WriteNumbers(column, values);

    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})"/>
    public void Write(int column, ReadOnlySpan<int> values) => WriteNumbers(column, values);

    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})"/>
    public void Write(int column, ReadOnlySpan<long> values) => WriteNumbers(column, values);

    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})"/>
    public void Write(int column, ReadOnlySpan<bool> values)
    {
        ColumnDefinition definition = Require(column, values.Length);
        if (definition.Type != ElementType.Logical)
        {
            throw HoldsOther(column, "logicals");
        }

        for (int i = 0; i < values.Length; i++)
        {
            Cell(column, i) = values[i] ? (byte)'T' : (byte)'F';
        }
    }

    /// <summary>Writes a column of strings of the rows that were added last.</summary>
    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})" path="/*[not(self::summary)]"/>
    public void Write(int column, ReadOnlySpan<string> values)
    {
        ColumnDefinition definition = Require(column, values.Length);
        if (definition.Type != ElementType.Text)
        {
            throw HoldsOther(column, "strings");
        }

        int width = definition.StringWidth;
        for (int i = 0; i < values.Length; i++)
        {
            string text = values[i];
            if (text.Length > width)
            {
                throw FitsError.TextDoesNotFit(hdu.Place, definition, column, RowOf(definition, i), text, width);
            }

            if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw FitsError.TextIsNotAscii(hdu.Place, definition, column, RowOf(definition, i), text);
            }

            // A string that is shorter ends at a NUL; one that begins with it is the null string (FITS standard 4.0, section 7.3.3.1).
            Span<byte> cell = MemoryMarshal.CreateSpan(ref Cell(column, i), width);
            cell[Encoding.ASCII.GetBytes(text, cell)..].Clear();
        }
    }

    /// <summary>Writes a cell of the one row that was added last; the column has one element.</summary>
    /// <param name="column">0-based.</param>
    /// <param name="value">The value.</param>
    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})" path="/exception"/>
    public void Write(int column, float value) => Write(column, new ReadOnlySpan<float>(in value));

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, double value) => Write(column, new ReadOnlySpan<double>(in value));

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, int value) => Write(column, new ReadOnlySpan<int>(in value));

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, long value) => Write(column, new ReadOnlySpan<long>(in value));

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, bool value) => Write(column, new ReadOnlySpan<bool>(in value));

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, string value) => Write(column, new ReadOnlySpan<string>(in value));

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

    static int Width(ColumnDefinition column) => checked(column.Repeat * NumberConversion.Bytes(column.Type));

    void WriteMissing(int column)
    {
        ColumnDefinition definition = columns[column];
        FitsValue given = definition.Missing;
        int elements = definition.ElementsPerRow;
        switch (definition.Type)
        {
            case ElementType.Logical when given.Kind == FitsValueKind.Logical:
                Write(column, Repeated(given.Integer != 0, elements));
                break;
            case ElementType.Text when given.Kind == FitsValueKind.Text:
                Write(column, (ReadOnlySpan<string>)Repeated(given.Text!, elements));
                break;
            case ElementType.Single or ElementType.Double when given.Kind is FitsValueKind.None or FitsValueKind.Real:
                Write(column, Repeated(given.Kind == FitsValueKind.None ? double.NaN : given.Real, elements));
                break;
            case ElementType.Logical or ElementType.Text when given.Kind == FitsValueKind.None:
                break;
            case ElementType.Logical or ElementType.Text or ElementType.Single or ElementType.Double:
                throw new ArgumentException($"Column {definition.Name}: its missing value is of another type.");
            default:
                Write(column, Repeated(given.Kind switch
                {
                    FitsValueKind.None => definition.Null ?? 0,
                    FitsValueKind.Integer => given.Integer,
                    _ => throw new ArgumentException($"Column {definition.Name}: its missing value is of another type."),
                }, elements));
                break;
        }
    }

    static T[] Repeated<T>(T value, int count)
    {
        T[] values = new T[count];
        Array.Fill(values, value);
        return values;
    }

    void WriteNumbers<T>(int column, ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
    {
        ColumnDefinition definition = Require(column, values.Length);
        int wrong = definition.Type switch
        {
            ElementType.Single => Store<T, float>(column, values),
            ElementType.Double => Store<T, double>(column, values),
            _ when !definition.HoldsIntegers => throw HoldsOther(column, "numbers"),
            _ when typeof(T) == typeof(float) || typeof(T) == typeof(double) => throw HoldsOther(column, "real numbers"),
            ElementType.Int64 => Store<T, long>(column, values),
            ElementType.Int32 => Store<T, int>(column, values),
            ElementType.Int16 => Store<T, short>(column, values),
            _ => Store<T, byte>(column, values),
        };
        if (wrong >= 0)
        {
            string number = values[wrong].ToString(null, CultureInfo.InvariantCulture);
            throw FitsError.NumberDoesNotFit(hdu.Place, definition, column, RowOf(definition, wrong), number);
        }
    }

    /// <summary>Gives -1, or the index of the first number that the column's type cannot hold.</summary>
    int Store<T, TStored>(int column, ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
        where TStored : unmanaged, INumber<TStored>
    {
        int perRow = columns[column].Repeat;
        int start = offsets[column];
        for (int i = 0; i < values.Length; start += rowBytes)
        {
            for (int element = 0; element < perRow; element++, i++)
            {
                TStored stored = TStored.CreateTruncating(values[i]);
                bool fits = typeof(TStored) == typeof(double) ||
                    (typeof(TStored) == typeof(float)
                        ? TStored.IsFinite(stored) || !T.IsFinite(values[i])
                        : T.CreateTruncating(stored) == values[i] && TStored.IsNegative(stored) == T.IsNegative(values[i]));
                if (!fits)
                {
                    return i;
                }

                NumberConversion.FromBigEndian(new Span<TStored>(ref stored));
                Unsafe.WriteUnaligned(ref rows[start + (element * Unsafe.SizeOf<TStored>())], stored);
            }
        }

        return -1;
    }

    /// <summary>The first byte of a value's cell.</summary>
    ref byte Cell(int column, int value)
    {
        ColumnDefinition definition = columns[column];
        (int row, int element) = Math.DivRem(value, definition.ElementsPerRow);
        int size = definition.Type == ElementType.Text ? definition.StringWidth : NumberConversion.Bytes(definition.Type);
        return ref rows[(row * rowBytes) + offsets[column] + (element * size)];
    }

    /// <summary>The row of the table, counted from 0, that a value of the rows at hand belongs to.</summary>
    long RowOf(ColumnDefinition column, int value) => RowCount - rowsAtHand + (value / column.ElementsPerRow);

    ColumnDefinition Require(int column, int values)
    {
        RequireOpen();
        ColumnDefinition definition = columns[column];
        return values == rowsAtHand * definition.ElementsPerRow
            ? definition
            : throw new ArgumentException(
                $"{hdu.Place}: {rowsAtHand} rows of column {definition.Name} have {rowsAtHand * definition.ElementsPerRow} values, not {values}.");
    }

    ArgumentException HoldsOther(int column, string given) =>
        new($"{hdu.Place}: column {columns[column].Name} ({columns[column].Format}) does not hold {given}.");

    void RequireOpen()
    {
        if (ended)
        {
            throw new InvalidOperationException($"{hdu.Place}: the table has ended.");
        }
    }

    void Flush()
    {
        hdu.Append(rows.AsSpan(0, rowsAtHand * rowBytes));
        rowsAtHand = 0;
    }
}
