using Astra.Testing;

namespace Astra.Fits.Tests;

public sealed class FitsFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void HDUs_are_found_by_index_and_by_name()
    {
        using FitsFile file = folder.Open(new FitsBuilder()
            .Primary(("OBJID", "2M00000000+0000000"))
            .Image(-32, [3, 2], [1, 2, 3, 4, 5, 6], ("EXTNAME", "FLUX"))
            .BinaryTable(["J"], 4, FitsBuilder.Encode(32, [7, 8]), null, ("EXTNAME", "labels"))
            .Bytes());

        Assert.Equal("2M00000000+0000000", file.Primary.Header.GetString("OBJID"));
        Assert.Equal(["HDU 0", "HDU 1 FLUX", "HDU 2 labels"], file.Hdus.Select(hdu => $"HDU {hdu.Index} {hdu.Name}".TrimEnd()));
        Assert.Same(file[2], file.Find("LABELS"));
        Assert.Null(file.Find("ERROR"));
        Assert.False(file.TryGetHdu(3, out _));
    }

    [Fact]
    public void A_row_of_an_image_is_read_alone()
    {
        using FitsFile file = folder.Open(new FitsBuilder().Primary().Image(-32, [3, 2], [1, 2, 3, 4, 5, 6]).Bytes());
        float[] row = new float[3];

        file.Image(1).ReadRow(1, row);

        Assert.Equal([4f, 5f, 6f], row);
    }

    [Fact]
    public void A_column_is_read_for_a_run_of_rows()
    {
        using FitsFile file = folder.Open(new FitsBuilder().Primary().BinaryTable(["I", "E"], 6, [.. Enumerable.Range(0, 5).SelectMany(i =>
            FitsBuilder.Encode(16, [i]).Concat(FitsBuilder.Encode(-32, [i / 2.0])))]).Bytes());
        TableHdu table = file.Table(1);
        int[] integers = new int[2];
        double[] reals = new double[5];

        table.Read(table.Require("c1"), 3, integers);
        table.Read(table.Require("c2"), 0, reals);

        Assert.Equal([3, 4], integers);
        Assert.Equal([0, 0.5, 1, 1.5, 2], reals);
    }

    [Fact]
    public void A_truncated_data_unit_is_reported_with_its_HDU()
    {
        byte[] whole = new FitsBuilder().Primary().Image(-32, [1000, 2], new double[2000], ("EXTNAME", "FLUX")).Bytes();
        using FitsFile file = folder.Open(whole[..(2 * 2880 + 7999)]);
        float[] row = new float[1000];

        FitsException exception = Assert.Throws<FitsException>(() => file.Image(1).ReadRow(0, row));

        Assert.Equal($"{file.Path}, HDU 1 (FLUX): the data unit of 8000 bytes starts at byte 5760, but the file ends at byte 13759. The file is cut off; fetch it again.",
            exception.Message);
    }
}
