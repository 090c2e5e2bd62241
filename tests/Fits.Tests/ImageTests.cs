using Astra.Testing;

namespace Astra.Fits.Tests;

public sealed class ImageTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    FitsFile? file;

    public void Dispose()
    {
        file?.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(-32)]
    [InlineData(-64)]
    public void Every_BITPIX_is_read_as_single_and_double_precision(int bitPix)
    {
        // More pixels than one chunk of the conversion holds.
        double[] pixels = [.. Enumerable.Range(0, 40_000).Select(i => (double)(i % 251))];
        ImageHdu image = ImageOf(bitPix, [40_000], pixels);
        float[] singles = new float[39_990];
        double[] doubles = new double[40_000];

        image.ReadPixels(7, singles);
        image.ReadRow(0, doubles);

        Assert.Equal(pixels.Skip(7).Take(39_990).Select(pixel => (float)pixel), singles);
        Assert.Equal(pixels, doubles);
        Assert.Equal((1L, 40_000L, 40_000L), (image.Rows, image.Width, image.PixelCount));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void Every_integer_BITPIX_is_read_as_integers(int bitPix)
    {
        ImageHdu image = ImageOf(bitPix, [2, 2], [0, 1, 2, 255]);
        int[] integers = new int[2];
        long[] longs = new long[2];

        image.ReadRow(1, integers);
        image.ReadRow(1, longs);

        Assert.Equal([2, 255], integers);
        Assert.Equal([2L, 255L], longs);
    }

    [Fact]
    public void Rows_count_through_all_axes_but_the_first()
    {
        ImageHdu image = ImageOf(16, [2, 3, 2], [.. Enumerable.Range(0, 12).Select(i => (double)i)]);
        int[] row = new int[2];

        image.ReadRow(5, row);

        Assert.Equal(6, image.Rows);
        Assert.Equal([10, 11], row);
    }

    [Fact]
    public void Unsigned_integers_are_exact()
    {
        long[] longs = new long[2];
        int[] integers = new int[2];

        ImageOf(16, [2], [-32768, 32767], ("BZERO", 32768)).ReadRow(0, integers);
        Assert.Equal([0, 65535], integers);

        ImageOf(32, [2], [-2147483648, 2147483647], ("BZERO", 2147483648.0)).ReadRow(0, longs);
        Assert.Equal([0L, 4294967295L], longs);

        ImageOf(64, [2], [long.MinValue, -1], ("BZERO", 9223372036854775808.0)).ReadRow(0, longs);
        Assert.Equal([0L, long.MaxValue], longs);
    }

    [Fact]
    public void Scale_and_zero_point_give_physical_values()
    {
        double[] doubles = new double[3];

        ImageOf(16, [3], [-2, 0, 3], ("BSCALE", 0.5), ("BZERO", 10)).ReadRow(0, doubles);
        Assert.Equal([9, 10, 11.5], doubles);

        ImageOf(-32, [3], [-2, 0, 3], ("BSCALE", 2.0)).ReadRow(0, doubles);
        Assert.Equal([-4, 0, 6], doubles);
    }

    [Fact]
    public void A_whole_scale_keeps_integers_exact()
    {
        long[] longs = new long[2];

        ImageOf(64, [2], [1L << 60, -3], ("BSCALE", 2), ("BZERO", 1)).ReadRow(0, longs);

        Assert.Equal([(1L << 61) + 1, -5], longs);
    }

    [Fact]
    public void BLANK_is_NaN_in_floating_point_and_itself_in_integers()
    {
        ImageHdu image = ImageOf(16, [3], [1, -999, 3], ("BLANK", -999));
        float[] singles = new float[3];
        int[] integers = new int[3];

        image.ReadRow(0, singles);
        image.ReadRow(0, integers);

        Assert.Equal([1, float.NaN, 3], singles);
        Assert.Equal([1, -999, 3], integers);
    }

    [Fact]
    public void BLANK_means_nothing_in_a_floating_point_image()
    {
        float[] singles = new float[2];

        ImageOf(-32, [2], [1, -999], ("BLANK", -999)).ReadRow(0, singles);

        Assert.Equal([1, -999], singles);
    }

    [Fact]
    public void A_value_that_does_not_fit_names_its_pixel()
    {
        int[] integers = new int[2];

        AssertFails("the value of pixel 3 does not fit in 32 bits. Read it as a wider type.",
            () => ImageOf(64, [2, 2], [0, 1, 2, 1L << 31]).ReadRow(1, integers));
        AssertFails("the value of pixel 1 does not fit in 64 bits. Read it as a wider type.",
            () => ImageOf(64, [2], [-1, 0], ("BZERO", 9223372036854775808.0)).ReadRow(0, new long[2]));
    }

    [Fact]
    public void An_image_without_integers_is_not_read_as_integers()
    {
        const string Reason = "the image holds no integers (BITPIX is negative, or BSCALE or BZERO is no whole number). Read it as float or double.";

        AssertFails(Reason, () => ImageOf(-32, [1], [1]).ReadRow(0, new int[1]));
        AssertFails(Reason, () => ImageOf(16, [1], [1], ("BSCALE", 0.5)).ReadRow(0, new long[1]));
        AssertFails(Reason, () => ImageOf(16, [1], [1], ("BZERO", 1e300)).ReadRow(0, new long[1]));
    }

    [Theory]
    [InlineData("BSCALE", double.NaN)]
    [InlineData("BZERO", double.PositiveInfinity)]
    public void A_scale_that_is_not_finite_is_refused(string key, double value) =>
        AssertFails($"card {key} must be a finite number.", () => ImageOf(16, [1], [1], (key, value)).ReadRow(0, new float[1]));

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    public void A_row_that_is_not_there_is_refused(long row) =>
        AssertFails($"the image has no row {row}: it has 2, counted from 0.", () => ImageOf(16, [2, 2], [1, 2, 3, 4]).ReadRow(row, new float[2]));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(3, 2)]
    [InlineData(long.MaxValue, 1)]
    public void Pixels_that_are_not_there_are_refused(long first, int count) =>
        AssertFails($"the image has no {count} pixels from pixel {first} on: it has 4, counted from 0.",
            () => ImageOf(16, [2, 2], [1, 2, 3, 4]).ReadPixels(first, new float[count]));

    [Fact]
    public void A_destination_of_another_length_than_the_row_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => ImageOf(16, [2], [1, 2]).ReadRow(0, new float[3]));

    [Fact]
    public void An_image_without_pixels_has_no_rows()
    {
        Assert.Equal((0L, 0L, 0L), Shape(ImageOf(16, [], [])));
        Assert.Equal((0L, 0L, 0L), Shape(ImageOf(16, [0, 5], [])));
        Assert.Equal((5L, 0L, 0L), Shape(ImageOf(16, [5, 0], [])));

        static (long Width, long Rows, long Pixels) Shape(ImageHdu image) => (image.Width, image.Rows, image.PixelCount);
    }

    [Fact]
    public void A_table_is_no_image_and_an_image_no_table()
    {
        file = folder.Open(new FitsBuilder().Primary().BinaryTable(["J"], 4, new byte[4]).Bytes());

        AssertFails("is not an image but BINTABLE.", () => file.Image(1));
        Assert.Equal($"{file.Path}, HDU 0: is not a table but IMAGE.", Assert.Throws<FitsException>(() => file.Table(0)).Message);
    }

    [Fact]
    public void Reading_rows_allocates_no_pixels()
    {
        ImageHdu image = ImageOf(16, [8575, 4], new double[4 * 8575]);
        float[] singles = new float[8575];
        image.ReadRow(0, singles);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            image.ReadRow(i % 4, singles);
        }

        // The runtime allocates a little when it compiles anew; a single row or chunk would be more.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 10);
    }

    void AssertFails(string reason, Action read) =>
        Assert.Equal($"{folder.Path("test.fits")}, HDU 1: {reason}", Assert.Throws<FitsException>(read).Message);

    ImageHdu ImageOf(int bitPix, long[] axes, double[] pixels, params (string Key, object Value)[] cards)
    {
        file?.Dispose();
        file = folder.Open(new FitsBuilder().Primary().Image(bitPix, axes, pixels, cards).Bytes());
        return file.Image(1);
    }
}
