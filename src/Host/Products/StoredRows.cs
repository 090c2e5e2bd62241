using SQLitePCL;

namespace Astra.Host.Products;

/// <summary>
/// Rows of the database, copied, so that another thread can make something of them while the database goes on to the next. The room is used again
/// and again.
/// </summary>
/// <param name="columns">How many values a row has.</param>
/// <remarks>It reads past the database's own reader, which makes an object of every value.</remarks>
sealed class StoredRows(int columns)
{
    /// <summary>So few that some blocks of rows at a time need little memory, and so many that handing them over costs nothing beside their content.</summary>
    const int MaxRows = 512;

    /// <summary>Where rows are long, fewer make a block.</summary>
    const int MaxTextBytes = 1 << 20;

    readonly Cell[] cells = new Cell[MaxRows * columns];
    byte[] texts = new byte[MaxTextBytes];
    int textBytes;

    public int Count { get; private set; }

    public bool IsFull => Count == MaxRows || textBytes >= MaxTextBytes;

    public void Clear()
    {
        Count = 0;
        textBytes = 0;
    }

    /// <summary>Copies the row that the statement is at.</summary>
    public void Add(sqlite3_stmt row)
    {
        StatementColumns values = new(row.DangerousGetHandle());
        Span<Cell> added = cells.AsSpan(Count * columns, columns);
        for (int i = 0; i < added.Length; i++)
        {
            int kind = values.Kind(i);
            added[i] = kind switch
            {
                raw.SQLITE_NULL => default,
                raw.SQLITE_INTEGER => new Cell(kind, values.Integer(i), 0),
                raw.SQLITE_FLOAT => new Cell(kind, BitConverter.DoubleToInt64Bits(values.Real(i)), 0),
                _ => Copy(values.Text(i)),
            };
        }

        GC.KeepAlive(row);
        Count++;
    }

    public Cell this[int row, int column] => cells[(row * columns) + column];

    /// <summary>A text in UTF-8.</summary>
    public ReadOnlySpan<byte> Text(Cell cell) => texts.AsSpan((int)cell.Bits, cell.Length);

    Cell Copy(ReadOnlySpan<byte> text)
    {
        if (texts.Length - textBytes < text.Length)
        {
            Array.Resize(ref texts, Math.Max(2 * texts.Length, textBytes + text.Length));
        }

        text.CopyTo(texts.AsSpan(textBytes));
        textBytes += text.Length;
        return new Cell(raw.SQLITE_TEXT, textBytes - text.Length, text.Length);
    }

    /// <summary>A value as the database has it.</summary>
    /// <param name="Kind">0 for null, SQLITE_INTEGER, SQLITE_FLOAT or SQLITE_TEXT.</param>
    /// <param name="Bits">The integer, the bits of the real number, or where the text begins.</param>
    /// <param name="Length">Bytes of a text.</param>
    public readonly record struct Cell(int Kind, long Bits, int Length)
    {
        public bool IsNull => Kind == 0;

        public bool IsText => Kind == raw.SQLITE_TEXT;

        public double Real => Kind == raw.SQLITE_FLOAT ? BitConverter.Int64BitsToDouble(Bits) : Bits;

        /// <summary>A real number loses its fraction, as it does in the database.</summary>
        public long Integer => Kind == raw.SQLITE_FLOAT ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;
    }
}
