namespace Astra.Fits.Tests;

/// <summary>Rows that are filled apart from their table.</summary>
public sealed class FitsRowBlockTests : IDisposable
{
    static readonly ColumnDefinition[] Columns =
        [new("id", ElementType.Int64), new("name", ElementType.Text, 6), new("x", ElementType.Single, 2), new("y", ElementType.Double), new("n", ElementType.Int16)];

    readonly TemporaryFolder folder = new();
    readonly FitsWriter writer;
    readonly FitsTableWriter table;

    public FitsRowBlockTests()
    {
        writer = FitsWriter.Create(folder.Path("blocks.fits"));
        writer.WritePrimary();
        table = writer.BeginTable(Columns);
    }

    public void Dispose()
    {
        writer.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Blocks_that_are_filled_at_once_are_the_rows_one_by_one()
    {
        const int Blocks = 7;
        const int RowsOfBlock = 431;
        FitsRowBlock[] blocks = [.. Enumerable.Range(0, Blocks).Select(_ => table.NewBlock())];
        Parallel.For(0, Blocks, i =>
        {
            // What a block held before is gone.
            blocks[i].AddRow();
            blocks[i].Write(0, -1L);
            blocks[i].Clear(i * RowsOfBlock);
            for (int row = i * RowsOfBlock; row < (i + 1) * RowsOfBlock; row++)
            {
                blocks[i].AddRow();
                Fill(blocks[i], row);
            }
        });
        Assert.All(blocks, table.Append);
        Assert.Equal(Blocks * RowsOfBlock, table.RowCount);
        table.AddRows();
        Fill(table, Blocks * RowsOfBlock);
        writer.Complete();

        using (FitsWriter one = FitsWriter.Create(folder.Path("one.fits")))
        {
            one.WritePrimary();
            FitsTableWriter rows = one.BeginTable(Columns);
            for (int row = 0; row <= Blocks * RowsOfBlock; row++)
            {
                rows.AddRows();
                Fill(rows, row);
            }

            one.Complete();
        }

        Assert.Equal(File.ReadAllBytes(folder.Path("one.fits")), File.ReadAllBytes(folder.Path("blocks.fits")));
    }

    [Fact]
    public void A_cell_alone_is_stored_as_a_column_of_one_is()
    {
        table.AddRows();
        table.Write(0, long.MinValue);
        table.WriteText(1, "abc"u8);
        table.Write(3, -0.0);
        table.AddRows();
        table.Write(0, [long.MinValue]);
        table.Write(1, ["abc"]);
        table.Write(3, [-0.0]);
        writer.Complete();

        using FitsFile file = FitsFile.Open(folder.Path("blocks.fits"));
        long[] ids = new long[2];
        double[] y = new double[2];
        string[] names = new string[2];
        TableHdu read = file.Table(1);
        read.Read(read.Require("id"), 0, ids);
        read.Read(read.Require("y"), 0, y);
        read.Read(read.Require("name"), 0, names);
        Assert.Equal([long.MinValue, long.MinValue], ids);
        Assert.All(y, value => Assert.True(double.IsNegative(value) && value == 0));
        Assert.Equal(["abc", "abc"], names);
    }

    [Fact]
    public void A_value_that_does_not_fit_is_named_with_the_row_of_the_table()
    {
        FitsRowBlock block = table.NewBlock();
        block.Clear(1000);
        block.AddRow();
        block.AddRow();

        Assert.EndsWith("40000 in row 1001 does not fit in I.", Assert.Throws<FitsException>(() => block.Write(4, 40_000)).Message, StringComparison.Ordinal);
        Assert.EndsWith("'longer than six' in row 1001 has 15 characters; there is room for 6.", Assert.Throws<FitsException>(() => block.WriteText(1, "longer than six"u8)).Message, StringComparison.Ordinal);
        Assert.Throws<FitsException>(() => block.WriteText(1, "é"u8));
        Assert.Throws<ArgumentException>(() => block.WriteText(0, "1"u8));
    }

    [Fact]
    public void A_block_for_another_place_is_refused()
    {
        FitsRowBlock block = table.NewBlock();
        block.Clear(1);
        block.AddRow();

        Assert.Contains("does not begin at row 0 of this table", Assert.Throws<ArgumentException>(() => table.Append(block)).Message, StringComparison.Ordinal);

        FitsTableWriter next = writer.BeginTable(Columns);
        block.Clear(0);
        Assert.Throws<ArgumentException>(() => next.Append(block));
        Assert.Throws<InvalidOperationException>(() => table.Append(block));
    }

    static void Fill(FitsRows rows, int row)
    {
        rows.Write(0, (long)row);
        if (row % 3 != 0)
        {
            rows.Write(2, [row / 2f, float.NaN]);
            rows.WriteText(1, row % 2 == 0 ? "even"u8 : "odd"u8);
        }

        rows.Write(3, Math.Sqrt(row));
        rows.Write(4, row);
    }
}
