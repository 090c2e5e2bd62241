using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Astra.Fits;

/// <summary>
/// Rows of a binary table that are being written: once they are added, their cells are written in any order, column by column or, where one row was
/// added, cell by cell. Cells that nothing is written to hold the column's missing value.
/// </summary>
/// <remarks>
/// Rows that were added earlier are out of reach. Numbers are stored as the column's type: real numbers round to single precision, integers must fit
/// exactly. Where a row of a column has several values, they stand one after the other.
/// </remarks>
public abstract class FitsRows
{
    readonly HduPlace place;
    readonly ColumnDefinition[] columns;
    readonly int[] offsets;
    readonly int rowBytes;
    readonly byte[] missing;
    byte[] bytes;
    int start;
    int rowsAtHand;

    private protected FitsRows(HduPlace place, IReadOnlyList<ColumnDefinition> columns)
    {
        this.place = place;
        this.columns = [.. columns];
        offsets = new int[columns.Count];
        for (int column = 0; column < offsets.Length; column++)
        {
            offsets[column] = rowBytes;
            rowBytes += Width(columns[column]);
        }

        bytes = missing = new byte[rowBytes];
        rowsAtHand = 1;
        for (int column = 0; column < offsets.Length; column++)
        {
            try
            {
                WriteMissing(column);
            }
            catch (FitsException doesNotFit)
            {
                throw new ArgumentException($"Column {columns[column].Name}: its missing value does not fit.", nameof(columns), doesNotFit);
            }
        }

        bytes = [];
        rowsAtHand = 0;
    }

    /// <summary>No rows, of the same table.</summary>
    private protected FitsRows(FitsRows table)
    {
        place = table.place;
        columns = table.columns;
        offsets = table.offsets;
        rowBytes = table.rowBytes;
        missing = table.missing;
        bytes = [];
    }

    /// <summary>How many rows to add at once, for speed with little memory; at least 1.</summary>
    public int RowsPerBlock => Math.Clamp(RowBlock.MaxBytes / Math.Max(rowBytes, 1), 1, RowBlock.MaxBytes);

    /// <summary>The rows that are here, as they stand in the file.</summary>
    internal ReadOnlySpan<byte> Stored => bytes.AsSpan(0, start + (rowsAtHand * rowBytes));

    /// <summary>The table's row, counted from 0, that is the first of those that were added last.</summary>
    private protected abstract long FirstAtHand { get; }

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
                throw FitsError.TextDoesNotFit(place, definition, column, RowOf(definition, i), text, width);
            }

            if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw FitsError.TextIsNotAscii(place, definition, column, RowOf(definition, i), text);
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
    public void Write(int column, float value)
    {
        if (IsOneOf(column, ElementType.Single))
        {
            BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(start + offsets[column]), value);
            return;
        }

        Write(column, new ReadOnlySpan<float>(in value));
    }

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, double value)
    {
        if (IsOneOf(column, ElementType.Double))
        {
            BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(start + offsets[column]), value);
            return;
        }

        Write(column, new ReadOnlySpan<double>(in value));
    }

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, int value) => Write(column, new ReadOnlySpan<int>(in value));

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, long value)
    {
        if (IsOneOf(column, ElementType.Int64))
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(start + offsets[column]), value);
            return;
        }

        Write(column, new ReadOnlySpan<long>(in value));
    }

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, bool value) => Write(column, new ReadOnlySpan<bool>(in value));

    /// <inheritdoc cref="Write(int, float)"/>
    public void Write(int column, string value) => Write(column, new ReadOnlySpan<string>(in value));

    /// <summary>Writes one string, the only one of its column in the one row that was added last.</summary>
    /// <param name="column">0-based.</param>
    /// <param name="value">Its characters, in ASCII.</param>
    /// <inheritdoc cref="Write(int, ReadOnlySpan{float})" path="/exception"/>
    public void WriteText(int column, ReadOnlySpan<byte> value)
    {
        ColumnDefinition definition = Require(column, values: 1);
        if (definition.Type != ElementType.Text || value.Length > definition.StringWidth || value.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            Write(column, Encoding.UTF8.GetString(value));
            return;
        }

        Span<byte> cell = bytes.AsSpan(start + offsets[column], definition.StringWidth);
        value.CopyTo(cell);
        cell[value.Length..].Clear();
    }

    internal static int Width(ColumnDefinition column) => checked(column.Repeat * NumberConversion.Bytes(column.Type));

    /// <summary>Adds rows of missing values behind those that are here.</summary>
    private protected void Add(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int used = Stored.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (Array.MaxLength - used) / Math.Max(rowBytes, 1));
        int needed = used + (count * rowBytes);
        if (bytes.Length < needed)
        {
            // The first room is what is asked for: most tables are written in blocks of one size.
            byte[] larger = GC.AllocateUninitializedArray<byte>(used == 0 ? needed : (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * used)));
            Stored.CopyTo(larger);
            bytes = larger;
        }

        for (int offset = used; offset < needed; offset += missing.Length)
        {
            missing.CopyTo(bytes, offset);
        }

        start = used;
        rowsAtHand = count;
    }

    /// <summary>No row is here any more; their room stays.</summary>
    private protected void RemoveAll()
    {
        start = 0;
        rowsAtHand = 0;
    }

    /// <exception cref="InvalidOperationException">Nothing can be written any more.</exception>
    private protected virtual void RequireOpen()
    {
    }

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
            throw FitsError.NumberDoesNotFit(place, definition, column, RowOf(definition, wrong), number);
        }
    }

    /// <summary>Gives -1, or the index of the first number that the column's type cannot hold.</summary>
    int Store<T, TStored>(int column, ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
        where TStored : unmanaged, INumber<TStored>
    {
        int perRow = columns[column].Repeat;
        int at = start + offsets[column];
        for (int i = 0; i < values.Length; at += rowBytes)
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
                Unsafe.WriteUnaligned(ref bytes[at + (element * Unsafe.SizeOf<TStored>())], stored);
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
        return ref bytes[start + (row * rowBytes) + offsets[column] + (element * size)];
    }

    /// <summary>The row of the table, counted from 0, that a value of the rows at hand belongs to.</summary>
    long RowOf(ColumnDefinition column, int value) => FirstAtHand + (value / column.ElementsPerRow);

    ColumnDefinition Require(int column, int values)
    {
        RequireOpen();
        ColumnDefinition definition = columns[column];
        return values == rowsAtHand * definition.ElementsPerRow
            ? definition
            : throw new ArgumentException(
                $"{place}: {rowsAtHand} rows of column {definition.Name} have {rowsAtHand * definition.ElementsPerRow} values, not {values}.");
    }

    ArgumentException HoldsOther(int column, string given) =>
        new($"{place}: column {columns[column].Name} ({columns[column].Format}) does not hold {given}.");

    /// <summary>Whether the value to come is the only one of its column among the rows at hand, and is stored as it is.</summary>
    bool IsOneOf(int column, ElementType type)
    {
        RequireOpen();
        return rowsAtHand == 1 && columns[column].Type == type && columns[column].Repeat == 1;
    }
}
