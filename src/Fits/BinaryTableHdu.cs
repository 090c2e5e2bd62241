using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Astra.Fits;

/// <summary>A binary table (BINTABLE).</summary>
public sealed class BinaryTableHdu : TableHdu
{
    /// <summary>Fits the fastest caches, with room for what it is converted to.</summary>
    const int ChunkBytes = 1 << 15;

    /// <summary>
    /// What one row's array may take in memory. Nothing that astronomers keep in a cell comes near; a sparse file can claim more than a machine has.
    /// </summary>
    const long MaxArrayBytes = 1L << 29;

    RowBlock? block;

    internal BinaryTableHdu(ByteSource source, HduPlace place, FitsHeader header, HduLayout layout, long headerOffset)
        : base(source, place, header, layout, headerOffset)
    {
    }

    /// <summary>Rows longer than a block are not buffered: each of their cells is read where it stands.</summary>
    bool HasBlocks => RowBytes <= RowBlock.MaxBytes;

    RowBlock Block => block ??= new RowBlock(Source, Layout.DataOffset, (int)RowBytes, RowCount);

    /// <summary>Reads one row of a column as an array of its own length: the array of a variable-length column, or all elements of another.</summary>
    /// <typeparam name="T">float, double, byte, int, long, bool or System.Numerics.Complex, as the column holds numbers, integers, logicals or bits,
    /// or complex numbers.</typeparam>
    /// <param name="column">One of <see cref="TableHdu.Columns"/>, not of text.</param>
    /// <param name="row">0-based.</param>
    /// <exception cref="FitsException">The column holds something else, or a value that <typeparamref name="T"/> cannot; the table has no such row;
    /// the array lies outside
    /// the table's heap; the data unit is cut off or cannot be read.</exception>
    /// <exception cref="ArgumentException">The column is another table's.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of the types above.</exception>
    public T[] ReadArray<T>(TableColumn column, long row)
        where T : unmanaged
    {
        if (!ElementDecoding.IsSupported<T>())
        {
            throw new NotSupportedException($"Arrays are of float, double, byte, int, long, bool or Complex, not of {typeof(T).Name}.");
        }

        RequireOwn(column);
        RequireRows(row, 1);
        RequireReadable<T>(column);
        (long offset, long elements) = column.IsVariableLength
            ? Locate(column, row)
            : (Layout.DataOffset + (row * RowBytes) + column.ByteOffset, column.Repeat);
        if (elements > MaxArrayBytes / Unsafe.SizeOf<T>())
        {
            throw FitsError.ArrayTooLong(Place, column, row, elements);
        }

        T[] array = new T[elements];
        ReadContiguous(column, row, offset, array.AsSpan());
        return array;
    }

    private protected override IReadOnlyList<TableColumn> ReadColumns()
    {
        TableColumn[] columns = new TableColumn[ColumnCount()];
        long offset = 0;
        for (int index = 0; index < columns.Length; index++)
        {
            columns[index] = ReadColumn(index, offset);
            offset += columns[index].ByteWidth;
        }

        return offset == RowBytes ? columns : throw FitsError.ColumnsDoNotFillRow(Place, offset, RowBytes);
    }

    private protected override void ReadElements<T>(TableColumn column, long firstRow, Span<T> destination)
    {
        RequireReadable<T>(column);
        if (column.IsVariableLength)
        {
            throw FitsError.ColumnIsOfVariableLength(Place, column);
        }

        if (!HasBlocks || column.ByteWidth > ChunkBytes)
        {
            for (int done = 0; done < destination.Length; done += column.Repeat, firstRow++)
            {
                long offset = Layout.DataOffset + (firstRow * RowBytes) + column.ByteOffset;
                ReadContiguous(column, firstRow, offset, destination.Slice(done, column.Repeat));
            }

            return;
        }

        long endRow = firstRow + (destination.Length / column.Repeat);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            // The bits of each row start with a new byte, so that only one row of them is contiguous.
            int most = column.ElementType == ElementType.Bit ? 1 : ChunkBytes / (int)column.ByteWidth;
            for (long row = firstRow; row < endRow;)
            {
                int rows = (int)Math.Min(most, endRow - row);
                Span<T> part = destination[..(rows * column.Repeat)];
                bool inPlace = NumberConversion.IsSameType<T>(column.ElementType);
                Span<byte> stored = inPlace ? MemoryMarshal.AsBytes(part) : chunk.AsSpan(0, rows * (int)column.ByteWidth);
                Gather(column, row, rows, endRow, stored);
                Decode(column, row, stored, part);
                destination = destination[part.Length..];
                row += rows;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private protected override void ReadStrings(TableColumn column, long firstRow, Span<string> destination)
    {
        if (column.ElementType != ElementType.Text)
        {
            throw FitsError.ColumnHoldsOther(Place, column, "strings");
        }

        long endRow = firstRow + (destination.Length / column.ElementsPerRow);
        for (int done = 0; done < destination.Length; done += column.ElementsPerRow, firstRow++)
        {
            ReadRowOfStrings(column, firstRow, endRow, destination.Slice(done, column.ElementsPerRow));
        }
    }

    TableColumn ReadColumn(int index, long offset)
    {
        string text = Header.RequireString(Key("TFORM", index));
        if (!ColumnFormat.TryParse(text, out ColumnFormat format))
        {
            throw FitsError.UnknownFormat(Place, Key("TFORM", index), text);
        }

        int[] dimensions = format.ParseDimensions(ColumnText("TDIM", index)) ??
            (format.SubstringWidth > 0 ? [format.SubstringWidth, format.Repeat / format.SubstringWidth] : [format.Repeat]);
        bool integers = format.Type is ElementType.Byte or ElementType.Int16 or ElementType.Int32 or ElementType.Int64;
        bool scalable = format.Type is not (ElementType.Text or ElementType.Logical or ElementType.Bit);
        return new TableColumn
        {
            Index = index,
            Name = ColumnText("TTYPE", index) ?? "",
            Unit = ColumnText("TUNIT", index),
            Format = text,
            ElementType = format.Type,
            Repeat = format.Repeat,
            ElementsPerRow = format.Type == ElementType.Text ? dimensions.Skip(1).Aggregate(1, (product, axis) => product * axis)
                : format.IsVariableLength ? 0
                : format.Repeat,
            Dimensions = dimensions,
            IsVariableLength = format.IsVariableLength,
            HasWideDescriptors = format.HasWideDescriptors,
            ByteOffset = offset,
            ByteWidth = format.ByteWidth,
            Scaling = scalable ? Scaling.Read(Header, Key("TSCAL", index), Key("TZERO", index), integers ? Key("TNULL", index) : null) : Scaling.None,
        };
    }

    /// <summary>
    /// Packs the cells of a column, one behind the other. <paramref name="endRow"/> is where the caller's whole request ends, so that the block is
    /// read as long as it
    /// will be needed.
    /// </summary>
    void Gather(TableColumn column, long row, int rows, long endRow, Span<byte> packed)
    {
        int width = (int)column.ByteWidth;
        while (rows > 0)
        {
            ReadOnlySpan<byte> bytes = Block.From(row, endRow)[(int)column.ByteOffset..];
            int count = (int)Math.Min(rows, (bytes.Length + column.ByteOffset) / RowBytes);
            switch (width)
            {
                case sizeof(short):
                    Gather<short>(bytes, packed, count);
                    break;
                case sizeof(int):
                    Gather<int>(bytes, packed, count);
                    break;
                case sizeof(long):
                    Gather<long>(bytes, packed, count);
                    break;
                default:
                    for (int i = 0; i < count; i++)
                    {
                        bytes.Slice(i * (int)RowBytes, width).CopyTo(packed[(i * width)..]);
                    }

                    break;
            }

            packed = packed[(count * width)..];
            row += count;
            rows -= count;
        }
    }

    void Gather<TCell>(ReadOnlySpan<byte> bytes, Span<byte> packed, int count)
        where TCell : unmanaged
    {
        int rowBytes = (int)RowBytes;
        Span<TCell> cells = MemoryMarshal.Cast<byte, TCell>(packed)[..count];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = MemoryMarshal.Read<TCell>(bytes[(i * rowBytes)..]);
        }
    }

    /// <summary>Reads elements that lie one behind the other in the file, a chunk at a time.</summary>
    void ReadContiguous<T>(TableColumn column, long row, long offset, Span<T> destination)
        where T : unmanaged
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            bool bits = column.ElementType == ElementType.Bit;
            int most = bits ? ChunkBytes * 8 : ChunkBytes / NumberConversion.Bytes(column.ElementType);
            while (destination.Length > 0)
            {
                Span<T> part = destination[..Math.Min(most, destination.Length)];
                int bytes = bits ? (part.Length + 7) / 8 : part.Length * NumberConversion.Bytes(column.ElementType);
                Source.Read(chunk.AsSpan(0, bytes), offset);
                Decode(column, row, chunk.AsSpan(0, bytes), part);
                offset += bytes;
                destination = destination[part.Length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    void Decode<T>(TableColumn column, long row, Span<byte> stored, Span<T> destination)
        where T : unmanaged
    {
        int misfit = ElementDecoding.Decode(column.ElementType, stored, column.Scaling, destination);
        if (misfit >= 0)
        {
            long misfitRow = column.IsVariableLength ? row : row + (misfit / column.Repeat);
            throw FitsError.CellDoesNotFit(Place, column, misfitRow, Unsafe.SizeOf<T>() * 8);
        }
    }

    void ReadRowOfStrings(TableColumn column, long row, long endRow, Span<string> destination)
    {
        (long offset, long bytes) = column.IsVariableLength
            ? Locate(column, row)
            : (Layout.DataOffset + (row * RowBytes) + column.ByteOffset, column.ByteWidth);
        if (bytes > MaxArrayBytes / sizeof(char))
        {
            throw FitsError.ArrayTooLong(Place, column, row, bytes);
        }

        int width = column.IsVariableLength ? (int)bytes : column.Dimensions[0];
        if (!column.IsVariableLength && HasBlocks)
        {
            Split(Block.From(row, endRow).Slice((int)column.ByteOffset, (int)bytes), width, destination);
            return;
        }

        byte[] cell = ArrayPool<byte>.Shared.Rent((int)bytes);
        try
        {
            Source.Read(cell.AsSpan(0, (int)bytes), offset);
            Split(cell.AsSpan(0, (int)bytes), width, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(cell);
        }
    }

    static void Split(ReadOnlySpan<byte> cell, int width, Span<string> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> text = cell.Slice(i * width, width);
            int end = text.IndexOf((byte)0);
            destination[i] = Encoding.Latin1.GetString((end < 0 ? text : text[..end]).TrimEnd((byte)' '));
        }
    }

    /// <summary>Where in the file a row's variable-length array lies, and how many elements it has.</summary>
    (long Offset, long Elements) Locate(TableColumn column, long row)
    {
        if (column.Repeat == 0)
        {
            return (Layout.DataOffset, 0);
        }

        Span<byte> descriptor = stackalloc byte[(int)column.ByteWidth];
        if (HasBlocks)
        {
            Gather(column, row, 1, row + 1, descriptor);
        }
        else
        {
            Source.Read(descriptor, Layout.DataOffset + (row * RowBytes) + column.ByteOffset);
        }

        (long elements, long start) = column.HasWideDescriptors
            ? (BinaryPrimitives.ReadInt64BigEndian(descriptor), BinaryPrimitives.ReadInt64BigEndian(descriptor[sizeof(long)..]))
            : (BinaryPrimitives.ReadInt32BigEndian(descriptor), BinaryPrimitives.ReadInt32BigEndian(descriptor[sizeof(int)..]));
        if (elements == 0)
        {
            return (Layout.DataOffset, 0);
        }

        long heapOffset = Header.TryGetLayoutInt64("THEAP", RowBytes * RowCount, Layout.DataBytes, out long stated) ? stated : RowBytes * RowCount;
        long heapBytes = Layout.DataBytes - heapOffset;
        UInt128 bytes = column.ElementType == ElementType.Bit
            ? ((UInt128)(ulong)elements + 7) / 8
            : (UInt128)(ulong)elements * (uint)NumberConversion.Bytes(column.ElementType);
        if (elements < 0 || start < 0 || start > heapBytes || bytes > (ulong)(heapBytes - start))
        {
            throw FitsError.ArrayOutsideHeap(Place, column, row, elements, start, heapBytes);
        }

        return (Layout.DataOffset + heapOffset + start, elements);
    }

    void RequireReadable<T>(TableColumn column)
        where T : unmanaged
    {
        if (!ElementDecoding.CanDecode<T>(column.ElementType, column.Scaling))
        {
            throw FitsError.ColumnHoldsOther(Place, column, ElementDecoding.Describe<T>());
        }
    }
}
