using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Astra.Fits;

/// <summary>
/// An ASCII table (TABLE). Its integers (Iw) are read as integers or numbers, its real numbers (Fw.d, Ew.d, Dw.d) as numbers, and every column as
/// strings.
/// </summary>
/// <remarks>A blank number is 0 unless TNULL is blank; TNULL is NaN in floating-point destinations and an error in integer ones (FITS standard 4.0,
/// section 7.2).</remarks>
public sealed class AsciiTableHdu : TableHdu
{
    RowBlock? block;

    internal AsciiTableHdu(ByteSource source, HduPlace place, FitsHeader header, HduLayout layout, long headerOffset)
        : base(source, place, header, layout, headerOffset)
    {
    }

    RowBlock Block => block ??= new RowBlock(Source, Layout.DataOffset, (int)RowBytes, RowCount);

    private protected override IReadOnlyList<TableColumn> ReadColumns()
    {
        if (RowBytes > RowBlock.MaxBytes)
        {
            throw FitsError.AsciiRowsTooLong(Place, RowBytes, RowBlock.MaxBytes);
        }

        TableColumn[] columns = new TableColumn[ColumnCount()];
        for (int index = 0; index < columns.Length; index++)
        {
            columns[index] = ReadColumn(index);
        }

        return columns;
    }

    private protected override void ReadElements<T>(TableColumn column, long firstRow, Span<T> destination)
    {
        if (!ElementDecoding.CanDecode<T>(column.ElementType, column.Scaling))
        {
            throw FitsError.ColumnHoldsOther(Place, column, ElementDecoding.Describe<T>());
        }

        if (typeof(T) == typeof(float))
        {
            ReadReals(column, firstRow, MemoryMarshal.Cast<T, float>(destination));
        }
        else if (typeof(T) == typeof(double))
        {
            ReadReals(column, firstRow, MemoryMarshal.Cast<T, double>(destination));
        }
        else if (typeof(T) == typeof(byte))
        {
            ReadIntegers(column, firstRow, MemoryMarshal.Cast<T, byte>(destination));
        }
        else if (typeof(T) == typeof(int))
        {
            ReadIntegers(column, firstRow, MemoryMarshal.Cast<T, int>(destination));
        }
        else
        {
            ReadIntegers(column, firstRow, MemoryMarshal.Cast<T, long>(destination));
        }
    }

    private protected override void ReadStrings(TableColumn column, long firstRow, Span<string> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = Encoding.Latin1.GetString(Field(column, firstRow + i, firstRow + destination.Length).TrimEnd((byte)' '));
        }
    }

    void ReadReals<T>(TableColumn column, long firstRow, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        double impliedScale = Math.Pow(10, -column.ImpliedDecimals);
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> field = Field(column, firstRow + i, firstRow + destination.Length);
            double stored = 0;
            if (IsNull(column, field))
            {
                stored = double.NaN;
            }
            else if (field.Trim((byte)' ') is { IsEmpty: false } text)
            {
                if (!NumberText.TryParseReal(text, out stored))
                {
                    throw FitsError.CellIsNoNumber(Place, column, firstRow + i, Encoding.Latin1.GetString(text));
                }

                stored = text.Contains((byte)'.') ? stored : stored * impliedScale;
            }

            destination[i] = T.CreateTruncating((stored * column.Scale) + column.Zero);
        }
    }

    void ReadIntegers<T>(TableColumn column, long firstRow, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        Int128 scale = column.Scaling.WholeScale.GetValueOrDefault();
        Int128 zero = column.Scaling.WholeZero.GetValueOrDefault();
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> field = Field(column, firstRow + i, firstRow + destination.Length);
            ReadOnlySpan<byte> text = field.Trim((byte)' ');
            long stored = 0;
            if (IsNull(column, field) || (!text.IsEmpty && !NumberText.TryParseInteger(text, out stored)))
            {
                throw FitsError.CellIsNoNumber(Place, column, firstRow + i, Encoding.Latin1.GetString(text));
            }

            Int128 exact = (stored * scale) + zero;
            destination[i] = T.CreateTruncating(exact);
            if (Int128.CreateTruncating(destination[i]) != exact)
            {
                throw FitsError.CellDoesNotFit(Place, column, firstRow + i, Unsafe.SizeOf<T>() * 8);
            }
        }
    }

    static bool IsNull(TableColumn column, ReadOnlySpan<byte> field) =>
        column.NullText is not null && Ascii.Equals(field.TrimEnd((byte)' '), column.NullText);

    ReadOnlySpan<byte> Field(TableColumn column, long row, long endRow) =>
        Block.From(row, endRow).Slice((int)column.ByteOffset, (int)column.ByteWidth);

    TableColumn ReadColumn(int index)
    {
        string text = Header.RequireString(Key("TFORM", index));
        if (!TryParseFormat(text, out ElementType type, out int width, out int decimals))
        {
            throw FitsError.UnknownFormat(Place, Key("TFORM", index), text);
        }

        // TBCOL counts from 1.
        long start = Header.RequireLayoutInt64(Key("TBCOL", index), 1, Math.Max(RowBytes, 1)) - 1;
        if (start + width > RowBytes)
        {
            throw FitsError.ColumnBeyondRow(Place, Key("TBCOL", index), start + width, RowBytes);
        }

        bool number = type != ElementType.Text;
        return new TableColumn
        {
            Index = index,
            Name = ColumnText("TTYPE", index) ?? "",
            Unit = ColumnText("TUNIT", index),
            Format = text,
            ElementType = type,
            Repeat = number ? 1 : width,
            ElementsPerRow = 1,
            Dimensions = [number ? 1 : width],
            IsVariableLength = false,
            ByteOffset = start,
            ByteWidth = width,
            Scaling = number ? Scaling.Read(Header, Key("TSCAL", index), Key("TZERO", index), nullKey: null) : Scaling.None,
            ImpliedDecimals = decimals,
            NullText = ColumnText("TNULL", index),
        };
    }

    /// <summary>Aw, Iw, Fw.d, Ew.d, Dw.d.</summary>
    static bool TryParseFormat(string text, out ElementType type, out int width, out int decimals)
    {
        type = default;
        width = 0;
        decimals = 0;
        text = text.Trim().ToUpperInvariant();
        if (text.Length < 2)
        {
            return false;
        }

        string[] parts = text[1..].Split('.');
        type = text[0] switch { 'A' => ElementType.Text, 'I' => ElementType.Int64, _ => ElementType.Double };
        return text[0] is 'A' or 'I' or 'F' or 'E' or 'D' && parts.Length <= 2 &&
            int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out width) && width > 0 &&
            (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out decimals));
    }
}
