using Astra.Testing;

namespace Astra.Fits.Tests;

public sealed class AsciiTableTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    FitsFile? file;

    public void Dispose()
    {
        file?.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Integers_reals_and_text_are_read()
    {
        TableHdu table = TableOf([(1, "I4"), (6, "F6.2"), (13, "D9.1"), (23, "A5")],
            ["  42   1.25   1.5D+03 star ", " -7     125   -2.0E-1 ab   "]);

        Assert.Equal([42L, -7L], Longs(table, 0));
        Assert.Equal([42, -7], Doubles(table, 0));

        // Without a decimal point the format's two decimals are implied.
        Assert.Equal([1.25, 1.25], Doubles(table, 1));
        Assert.Equal([1500, -0.2], Doubles(table, 2));
        Assert.Equal(["star", "ab"], Strings(table, 3));
        Assert.Equal(["  42", " -7"], Strings(table, 0));
    }

    [Fact]
    public void Blank_numbers_are_zero_unless_TNULL_is_blank()
    {
        string[] lines = ["   5 1.5", "        "];

        TableHdu plain = TableOf([(1, "I4"), (5, "F4.1")], lines);
        Assert.Equal([5L, 0L], Longs(plain, 0));
        Assert.Equal([1.5, 0], Doubles(plain, 1));

        TableHdu blankIsNull = TableOf([(1, "I4"), (5, "F4.1")], lines, ("TNULL1", ""), ("TNULL2", ""));
        Assert.Equal([5, double.NaN], Doubles(blankIsNull, 0));
        Assert.Equal([1.5, double.NaN], Doubles(blankIsNull, 1));
    }

    [Fact]
    public void Scale_and_zero_point_give_physical_values()
    {
        TableHdu table = TableOf([(1, "I2"), (3, "F4.1")], [" 3 1.5"], ("TSCAL1", 2), ("TZERO1", 1), ("TZERO2", 0.25));

        Assert.Equal([7L], Longs(table, 0));
        Assert.Equal([1.75], Doubles(table, 1));
    }

    [Fact]
    public void TNULL_has_no_integer()
    {
        TableHdu table = TableOf([(1, "I4")], [" ***"], ("TNULL1", " ***"));

        Assert.Equal([double.NaN], Doubles(table, 0));
        AssertFails("column 1 (C1): row 0 holds '***', which is not the number that is asked for.", () => Longs(table, 0));
    }

    [Fact]
    public void A_cell_that_is_no_number_names_its_row() =>
        AssertFails("column 1 (C1): row 1 holds '1..5', which is not the number that is asked for.", () => Doubles(TableOf([(1, "F4.1")], [" 1.5", "1..5"]), 0));

    [Fact]
    public void An_integer_that_does_not_fit_names_its_row()
    {
        TableHdu table = TableOf([(1, "I4")], ["   1", " 256"]);

        AssertFails("column 1 (C1): a value in row 1 does not fit in 8 bits. Read it as a wider type.", () => table.Read(table.Columns[0], 0, new byte[2]));
    }

    [Theory]
    [InlineData(1, "I5", "card TBCOL1 and its TFORM put a column's end at byte 5 of rows of 4 bytes.")]
    [InlineData(4, "I2", "card TBCOL1 and its TFORM put a column's end at byte 5 of rows of 4 bytes.")]
    [InlineData(0, "I2", "card TBCOL1 is 0; it must be 1 to 4.")]
    [InlineData(5, "I2", "card TBCOL1 is 5; it must be 1 to 4.")]
    [InlineData(1, "I", "card TFORM1 is 'I', which is no format of this kind of table.")]
    [InlineData(1, "I0", "card TFORM1 is 'I0', which is no format of this kind of table.")]
    [InlineData(1, "F4.1.1", "card TFORM1 is 'F4.1.1', which is no format of this kind of table.")]
    [InlineData(1, "J4", "card TFORM1 is 'J4', which is no format of this kind of table.")]
    [InlineData(1, "I99999999999", "card TFORM1 is 'I99999999999', which is no format of this kind of table.")]
    public void A_column_that_cannot_be_is_refused(int start, string format, string reason) =>
        AssertFails(reason, () => _ = TableOf([(start, format)], ["1234"]).Columns);

    [Fact]
    public void A_real_column_is_not_read_as_integers() =>
        AssertFails("column 1 (C1) cannot be read as integers: it holds Double (F4.1).", () => Longs(TableOf([(1, "F4.1")], [" 1.5"]), 0));

    static double[] Doubles(TableHdu table, int column)
    {
        double[] values = new double[table.RowCount];
        table.Read(table.Columns[column], 0, values);
        return values;
    }

    static long[] Longs(TableHdu table, int column)
    {
        long[] values = new long[table.RowCount];
        table.Read(table.Columns[column], 0, values);
        return values;
    }

    static string[] Strings(TableHdu table, int column)
    {
        string[] values = new string[table.RowCount];
        table.Read(table.Columns[column], 0, values);
        return values;
    }

    void AssertFails(string reason, Action read) =>
        Assert.Equal($"{folder.Path("test.fits")}, HDU 1: {reason}", Assert.Throws<FitsException>(read).Message);

    TableHdu TableOf((int Start, string Format)[] columns, string[] lines, params (string Key, object Value)[] cards)
    {
        file?.Dispose();
        file = folder.Open(new FitsBuilder().Primary().AsciiTable(columns, lines, cards).Bytes());
        return file.Table(1);
    }
}
