using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Astra.Testing;

namespace Astra.Fits.Tests;

public sealed class BinaryTableTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    FitsFile? file;

    public void Dispose()
    {
        file?.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_column_knows_what_its_cards_say()
    {
        BinaryTableHdu table = TableOf(["2I", "PE(5)"], 12, new byte[12], null,
            ("TUNIT1", "km/s"), ("TNULL1", -999), ("TSCAL1", 0.5), ("TZERO1", 3), ("TDIM1", "(1, 2)"));

        TableColumn column = table.Columns[0];
        Assert.Equal(("C1", "km/s", "2I", ElementType.Int16, 2, 2), (column.Name, column.Unit, column.Format, column.ElementType, column.Repeat, column.ElementsPerRow));
        Assert.Equal((0.5, 3.0, -999L), (column.Scale, column.Zero, column.Null));
        Assert.Equal([1, 2], column.Dimensions);
        Assert.True(table.Columns[1].IsVariableLength);
        Assert.Same(table.Columns[1], table.Find("c2"));
        Assert.Equal($"{file!.Path}, HDU 1: the table has no column TEFF; it has C1, C2.", Assert.Throws<FitsException>(() => table.Require("TEFF")).Message);
    }

    [Fact]
    public void Signed_bytes_are_read_through_their_zero_point()
    {
        BinaryTableHdu table = TableOf(["B"], 1, [0, 128, 255], null, ("TZERO1", -128));
        int[] integers = new int[3];

        table.Read(table.Columns[0], 0, integers);

        Assert.Equal([-128, 0, 127], integers);
    }

    [Fact]
    public void TNULL_is_NaN_in_floating_point_and_itself_in_integers()
    {
        BinaryTableHdu table = TableOf(["I"], 2, FitsBuilder.Encode(16, [1, -999]), null, ("TNULL1", -999), ("TSCAL1", 2));
        double[] doubles = new double[2];
        long[] longs = new long[2];

        table.Read(table.Columns[0], 0, doubles);
        table.Read(table.Columns[0], 0, longs);

        Assert.Equal([2, double.NaN], doubles);
        Assert.Equal([2L, -1998L], longs);
    }

    [Fact]
    public void Logicals_are_read_as_truth_or_as_letters()
    {
        BinaryTableHdu table = TableOf(["L"], 1, "TF\0"u8.ToArray());
        bool[] truth = new bool[3];
        byte[] letters = new byte[3];

        table.Read(table.Columns[0], 0, truth);
        table.Read(table.Columns[0], 0, letters);

        Assert.Equal([true, false, false], truth);
        Assert.Equal("TF\0"u8, letters);
    }

    [Fact]
    public void Bits_start_with_a_new_byte_in_each_row()
    {
        BinaryTableHdu table = TableOf(["10X"], 2, [0b10000000, 0b01000000, 0b00000001, 0b10000000]);
        bool[] bits = new bool[20];

        table.Read(table.Columns[0], 0, bits);

        Assert.Equal([0, 9, 17, 18], Enumerable.Range(0, 20).Where(bit => bits[bit]));
        Assert.Equal([7, 8], Enumerable.Range(0, 10).Where(bit => table.ReadArray<bool>(table.Columns[0], 1)[bit]));
    }

    [Fact]
    public void Complex_numbers_are_scaled_and_only_their_real_part_is_shifted()
    {
        BinaryTableHdu table = TableOf(["C"], 8, FitsBuilder.Encode(-32, [1, 2]), null, ("TSCAL1", 2), ("TZERO1", 10));
        Complex[] complex = new Complex[1];

        table.Read(table.Columns[0], 0, complex);

        Assert.Equal(new Complex(12, 4), complex[0]);
    }

    [Theory]
    [InlineData("8A", null, new[] { "abcd  gh" })]
    [InlineData("8A4", null, new[] { "abcd", "  gh" })]
    [InlineData("8A0", null, new[] { "abcd  gh" })]
    [InlineData("8A9", null, new[] { "abcd  gh" })]
    [InlineData("8A", "(4,2)", new[] { "abcd", "  gh" })]
    [InlineData("8A", "(2,2,2)", new[] { "ab", "cd", "", "gh" })]
    [InlineData("8A", "(9,2)", new[] { "abcd  gh" })]
    [InlineData("8A", "(0,2000000000,2000000000)", new[] { "abcd  gh" })]
    [InlineData("8A", "(4;2)", new[] { "abcd  gh" })]
    public void Text_is_divided_as_TDIM_or_TFORM_says_where_that_fits(string format, string? dimensions, string[] expected)
    {
        BinaryTableHdu table = TableOf([format], 8, "abcd  gh"u8.ToArray(), null, dimensions is null ? [] : [("TDIM1", dimensions)]);
        string[] strings = new string[table.Columns[0].ElementsPerRow];

        table.Read(table.Columns[0], 0, strings);

        Assert.Equal(expected, strings);
    }

    [Fact]
    public void Text_ends_at_a_NUL_and_before_its_trailing_blanks()
    {
        BinaryTableHdu table = TableOf(["4A"], 4, "ab\0dab  \0\0\0\0"u8.ToArray());
        string[] strings = new string[3];

        table.Read(table.Columns[0], 0, strings);

        Assert.Equal(["ab", "ab", ""], strings);
    }

    [Fact]
    public void Columns_without_elements_take_no_room()
    {
        BinaryTableHdu table = TableOf(["0E", "J", "0A", "0PE(0)"], 4, FitsBuilder.Encode(32, [5, 6]));
        int[] integers = new int[2];
        string[] strings = new string[2];

        table.Read(table.Columns[0], 0, Span<float>.Empty);
        table.Read(table.Columns[1], 0, integers);
        table.Read(table.Columns[2], 0, strings);

        Assert.Equal([5, 6], integers);
        Assert.Equal(["", ""], strings);
        Assert.Empty(table.ReadArray<float>(table.Columns[0], 1));
        Assert.Empty(table.ReadArray<float>(table.Columns[3], 1));
    }

    [Fact]
    public void Variable_length_arrays_are_read_from_the_heap_with_either_descriptor()
    {
        byte[] row = [.. FitsBuilder.Encode(32, [2, 4]), .. FitsBuilder.Encode(64, [3, 0]), .. FitsBuilder.Encode(32, [3, 12]), .. FitsBuilder.Encode(32, [0, -1])];
        byte[] heap = [.. FitsBuilder.Encode(16, [7, 8, 9, 10, 11, 12]), .. "abc"u8];
        BinaryTableHdu table = TableOf(["1PI(2)", "1QI(3)", "1PA(3)", "PD"], row.Length, row, heap);
        string[] strings = new string[1];

        table.Read(table.Columns[2], 0, strings);

        Assert.Equal([9, 10], table.ReadArray<int>(table.Columns[0], 0));
        Assert.Equal([7.0, 8.0, 9.0], table.ReadArray<double>(table.Columns[1], 0));
        Assert.Equal(["abc"], strings);
        Assert.Empty(table.ReadArray<double>(table.Columns[3], 0));
    }

    [Fact]
    public void The_heap_may_start_after_a_gap()
    {
        byte[] heap = [0, 0, 0, 0, .. FitsBuilder.Encode(16, [7, 8])];
        BinaryTableHdu table = TableOf(["PI"], 8, FitsBuilder.Encode(32, [2, 0]), heap, ("THEAP", 12));

        Assert.Equal([7, 8], table.ReadArray<int>(table.Columns[0], 0));
    }

    [Theory]
    [InlineData("PI", 2, 9)]
    [InlineData("PI", 6, 0)]
    [InlineData("PI", -1, 0)]
    [InlineData("PI", 1, -1)]
    [InlineData("PI", int.MaxValue, 0)]
    [InlineData("PX", 81, 0)]
    [InlineData("PA", 11, 0)]
    public void A_descriptor_that_points_outside_the_heap_names_row_and_column(string format, int elements, int start)
    {
        BinaryTableHdu table = TableOf([format], 8, FitsBuilder.Encode(32, [elements, start]), new byte[10]);
        TableColumn column = table.Columns[0];

        FitsException exception = Assert.Throws<FitsException>(() =>
        {
            switch (format)
            {
                case "PI": table.ReadArray<int>(column, 0); break;
                case "PX": table.ReadArray<bool>(column, 0); break;
                default: table.Read(column, 0, new string[1]); break;
            }
        });

        Assert.Equal($"{file!.Path}, HDU 1: column 1 (C1): row 0 points at {elements} elements from byte {start} of the heap, which has 10 bytes.", exception.Message);
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    [InlineData(1L << 60, 8)]
    public void A_wide_descriptor_cannot_overflow(long elements, long start)
    {
        byte[] row = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(row, elements);
        BinaryPrimitives.WriteInt64BigEndian(row.AsSpan(8), start);
        BinaryTableHdu table = TableOf(["QM"], 16, row, new byte[10]);

        Assert.Contains("points at", Assert.Throws<FitsException>(() => table.ReadArray<Complex>(table.Columns[0], 0)).Message);
    }

    [Fact]
    public void A_column_of_something_else_is_refused_with_what_it_holds()
    {
        BinaryTableHdu table = TableOf(["4A", "E", "C", "L", "PE", "I"], 27, new byte[27], null, ("TSCAL6", 0.5));

        AssertFails("column 1 (C1) cannot be read as numbers: it holds Text (4A).", () => table.Read(table.Columns[0], 0, new double[1]));
        AssertFails("column 2 (C2) cannot be read as integers: it holds Single (E).", () => table.Read(table.Columns[1], 0, new long[1]));
        AssertFails("column 2 (C2) cannot be read as strings: it holds Single (E).", () => table.Read(table.Columns[1], 0, new string[1]));
        AssertFails("column 3 (C3) cannot be read as numbers: it holds ComplexSingle (C).", () => table.Read(table.Columns[2], 0, new float[1]));
        AssertFails("column 4 (C4) cannot be read as complex numbers: it holds Logical (L).", () => table.Read(table.Columns[3], 0, new Complex[1]));
        AssertFails("column 5 (C5) holds arrays of variable length. Read them row by row with ReadArray.", () => table.Read(table.Columns[4], 0, new float[1]));
        AssertFails("column 6 (C6) cannot be read as integers: it holds Int16 (I, scaled with 0.5 and 0).", () => table.Read(table.Columns[5], 0, new int[1]));
    }

    [Fact]
    public void A_value_that_does_not_fit_names_its_row()
    {
        BinaryTableHdu table = TableOf(["2J"], 8, FitsBuilder.Encode(32, [1, 2, 3, 256]));

        AssertFails("column 1 (C1): a value in row 1 does not fit in 8 bits. Read it as a wider type.", () => table.Read(table.Columns[0], 0, new byte[4]));
    }

    [Fact]
    public void Arrays_of_a_type_that_there_is_no_conversion_to_are_the_callers_mistake() =>
        Assert.Throws<NotSupportedException>(() => TableOf(["I"], 2, new byte[2]) is { } table ? table.ReadArray<short>(table.Columns[0], 0) : null);

    [Fact]
    public void A_column_of_another_table_is_the_callers_mistake()
    {
        using FitsFile other = folder.Open(new FitsBuilder().Primary().BinaryTable(["J"], 4, new byte[4]).Bytes(), "other.fits");
        BinaryTableHdu table = TableOf(["J"], 4, new byte[4]);

        Assert.Throws<ArgumentException>(() => table.Read(other.Table(1).Columns[0], 0, new int[1]));
    }

    [Fact]
    public void Rows_that_are_not_there_are_refused()
    {
        BinaryTableHdu table = TableOf(["J"], 4, new byte[8]);

        AssertFails("the table has no 2 rows from row 1 on: it has 2, counted from 0.", () => table.Read(table.Columns[0], 1, new int[2]));
        AssertFails("the table has no 1 rows from row -1 on: it has 2, counted from 0.", () => table.ReadArray<int>(table.Columns[0], -1));
    }

    [Fact]
    public void A_destination_that_ends_within_a_row_is_the_callers_mistake()
    {
        BinaryTableHdu table = TableOf(["2J"], 8, new byte[16]);

        Assert.Throws<ArgumentException>(() => table.Read(table.Columns[0], 0, new int[3]));
    }

    [Theory]
    [InlineData("5Z")]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("-1E")]
    [InlineData("99999999999E")]
    [InlineData("2PE(5)")]
    [InlineData("PZ(5)")]
    [InlineData("P")]
    public void A_TFORM_that_is_none_is_refused(string format)
    {
        BinaryTableHdu table = TableOf([format], 4, new byte[4]);
        AssertFails($"card TFORM1 is '{format}', which is no format of this kind of table.", () => _ = table.Columns);
    }

    [Fact]
    public void Columns_that_do_not_fill_the_row_are_refused() =>
        AssertFails("the TFORMn cards describe rows of 6 bytes, but NAXIS1 says 8.", () => _ = TableOf(["J", "I"], 8, new byte[8]).Columns);

    [Fact]
    public void Rows_and_cells_larger_than_any_buffer_are_read_where_they_stand()
    {
        // Rows of 1.6 MB: a scalar, 200,000 doubles, text.
        double[] numbers = [.. Enumerable.Range(0, 200_000).Select(i => i / 3.0)];
        byte[] row = [.. FitsBuilder.Encode(32, [42]), .. FitsBuilder.Encode(-64, numbers), .. Encoding.ASCII.GetBytes("text")];
        BinaryTableHdu table = TableOf(["J", "200000D", "4A"], row.Length, [.. row, .. row]);
        int[] integers = new int[2];
        double[] doubles = new double[400_000];
        string[] strings = new string[2];

        table.Read(table.Columns[0], 0, integers);
        table.Read(table.Columns[1], 0, doubles);
        table.Read(table.Columns[2], 0, strings);

        Assert.Equal([42, 42], integers);
        Assert.Equal([.. numbers, .. numbers], doubles);
        Assert.Equal(["text", "text"], strings);
        Assert.Equal(1, table.RowsPerBlock);
    }

    [Fact]
    public void A_table_longer_than_a_block_is_read_whole()
    {
        const int Rows = 300_000;
        byte[] rows = new byte[Rows * 11];
        for (int i = 0; i < Rows; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(rows.AsSpan(i * 11), i);
            BinaryPrimitives.WriteInt16BigEndian(rows.AsSpan((i * 11) + 4), (short)i);
            rows.AsSpan((i * 11) + 6, 5).Fill((byte)('a' + (i % 26)));
        }

        BinaryTableHdu table = TableOf(["J", "I", "5A"], 11, rows);
        int[] integers = new int[Rows];
        float[] singles = new float[Rows];
        string[] strings = new string[Rows];

        table.Read(table.Columns[0], 0, integers);
        table.Read(table.Columns[1], 0, singles);
        table.Read(table.Columns[2], 0, strings);

        Assert.True(table.RowsPerBlock < Rows);
        Assert.Equal(Enumerable.Range(0, Rows), integers);
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (float)(short)i), singles);
        Assert.All(strings, (text, i) => Assert.Equal(new string((char)('a' + (i % 26)), 5), text));
    }

    [Fact]
    public void The_columns_of_a_block_need_one_access_to_the_file()
    {
        BinaryTableHdu table = TableOf(["J", "J"], 8, FitsBuilder.Encode(32, [1, 2, 3, 4]));
        int[] integers = new int[2];
        table.Read(table.Columns[0], 0, integers);

        // What stands in the file now would be seen only by a second access.
        using (FileStream stream = new(file!.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.Position = 2 * FitsBuilder.BlockBytes;
            stream.Write(new byte[16]);
        }

        table.Read(table.Columns[1], 0, integers);

        Assert.Equal([2, 4], integers);
    }

    [Fact]
    public void Streaming_a_table_allocates_no_more_than_its_block()
    {
        const int Rows = 200_000;
        BinaryTableHdu table = TableOf(["D", "J", "E"], 16, new byte[Rows * 16]);
        double[] doubles = new double[table.RowsPerBlock];
        IReadOnlyList<TableColumn> columns = table.Columns;

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long row = 0; row < Rows; row += table.RowsPerBlock)
        {
            foreach (TableColumn column in columns)
            {
                table.Read(column, row, doubles.AsSpan(0, (int)Math.Min(table.RowsPerBlock, Rows - row)));
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    void AssertFails(string reason, Action read) =>
        Assert.Equal($"{folder.Path("test.fits")}, HDU 1: {reason}", Assert.Throws<FitsException>(read).Message);

    BinaryTableHdu TableOf(string[] formats, int rowBytes, byte[] rows, byte[]? heap = null, params (string Key, object Value)[] cards)
    {
        file?.Dispose();
        file = folder.Open(new FitsBuilder().Primary().BinaryTable(formats, rowBytes, rows, heap, cards).Bytes());
        return (BinaryTableHdu)file.Table(1);
    }
}
