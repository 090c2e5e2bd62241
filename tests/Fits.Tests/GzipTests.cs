using System.IO.Compression;
using System.Text;
using Astra.Testing;

namespace Astra.Fits.Tests;

public sealed class GzipTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_compressed_file_is_known_by_its_content_and_read_like_another()
    {
        double[] pixels = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];
        using FitsFile file = folder.Open(Pack(new FitsBuilder().Primary(("OBJID", "x")).Image(-32, [50_000, 2], pixels).Bytes()), "no-extension");
        float[] row = new float[50_000];

        file.Image(1).ReadRow(1, row);

        Assert.Equal(pixels.Skip(50_000).Select(pixel => (float)pixel), row);
        Assert.Equal(folder.Path("no-extension"), file.Path);
    }

    [Fact]
    public void A_file_of_several_gzip_members_is_read_whole()
    {
        byte[] whole = new FitsBuilder().Primary().Image(16, [2], [1, 2]).Bytes();
        using FitsFile file = folder.Open([.. Pack(whole[..3000]), .. Pack(whole[3000..])]);

        Assert.Equal(2, file.Hdus.Count());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(100)]
    [InlineData(-9)]
    [InlineData(-1)]
    public void A_compressed_file_that_is_cut_off_is_reported(int length)
    {
        byte[] packed = Pack(new FitsBuilder().Primary().Image(-32, [1000], Enumerable.Range(0, 1000).Select(i => Math.Sin(i))).Bytes());

        Assert.StartsWith($"{folder.Path("test.fits")}: cannot be unpacked (gzip): ",
            Assert.Throws<FitsException>(() => folder.Open(packed[..(length > 0 ? length : packed.Length + length)])).Message);
    }

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        byte[] packed = Pack(new FitsBuilder().Primary().Image(-32, [1000], Enumerable.Range(0, 1000).Select(i => Math.Sin(i))).Bytes());
        packed[packed.Length / 2] ^= 0x10;

        Assert.StartsWith($"{folder.Path("test.fits")}: cannot be unpacked (gzip): ", Assert.Throws<FitsException>(() => folder.Open(packed)).Message);
    }

    [Fact]
    public void A_compressed_file_of_something_else_is_refused_before_it_is_unpacked() =>
        Assert.Equal($"{folder.Path("test.fits")}: no FITS file: unpacked, it starts with 'Lorem ipsum dolo' instead of 'SIMPLE  ='.",
            Assert.Throws<FitsException>(() => folder.Open(Pack(Encoding.ASCII.GetBytes("Lorem ipsum dolor sit amet")))).Message);

    [Fact]
    public void A_compressed_file_of_nothing_is_empty() =>
        Assert.Equal($"{folder.Path("test.fits")}: the file is empty.", Assert.Throws<FitsException>(() => folder.Open(Pack([]))).Message);

    [Fact]
    public void A_file_that_unpacks_to_more_than_the_limit_is_given_up_in_little_memory()
    {
        byte[] bomb = Pack([.. new FitsBuilder().Primary().Bytes(), .. new byte[50_000_000]]);
        File.WriteAllBytes(folder.Path("bomb.fits"), bomb);
        long before = GC.GetAllocatedBytesForCurrentThread();

        FitsException exception = Assert.Throws<FitsException>(() => FitsFile.Open(folder.Path("bomb.fits"), maxUnpackedBytes: 1_000_000));

        Assert.Equal($"{folder.Path("bomb.fits")}: unpacks to more than 1000000 bytes. Unpack it with gunzip first, or open it with a larger limit.", exception.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Unpacking_leaves_no_file_behind()
    {
        string[] before = Directory.GetFiles(Path.GetTempPath(), "astra-fits-*");

        using FitsFile file = folder.Open(Pack(new FitsBuilder().Primary().Bytes()));

        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "astra-fits-*").Except(before));
    }

    static byte[] Pack(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
