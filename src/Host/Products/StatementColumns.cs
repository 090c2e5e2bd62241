using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Astra.Host.Products;

/// <summary>
/// The values of the row that a statement of SQLite is at, asked of its library directly. By way of the package each value is asked for with its handle
/// counted up and down, which at sixty values a row takes as long as finding the row.
/// </summary>
/// <param name="statement">Valid, and used by one thread, as long as this is.</param>
readonly partial struct StatementColumns(nint statement)
{
    const string Library = "e_sqlite3";

    public int Kind(int column) => sqlite3_column_type(statement, column);

    public long Integer(int column) => sqlite3_column_int64(statement, column);

    public double Real(int column) => sqlite3_column_double(statement, column);

    /// <summary>A text in UTF-8, or bytes, until the statement goes on.</summary>
    public unsafe ReadOnlySpan<byte> Text(int column)
    {
        void* text = sqlite3_column_blob(statement, column);
        return new ReadOnlySpan<byte>(text, sqlite3_column_bytes(statement, column));
    }

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int sqlite3_column_type(nint statement, int column);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial long sqlite3_column_int64(nint statement, int column);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial double sqlite3_column_double(nint statement, int column);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe partial void* sqlite3_column_blob(nint statement, int column);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int sqlite3_column_bytes(nint statement, int column);
}
