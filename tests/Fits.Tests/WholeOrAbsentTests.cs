using System.Diagnostics;

namespace Astra.Fits.Tests;

/// <summary>A file that is being written replaces an older one only when it is complete.</summary>
public sealed class WholeOrAbsentTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("product.fits", 3000)]
    [InlineData("product.fits", 2_000_000)]
    [InlineData("product.fits.gz", 2_000_000)]
    public void A_full_disk_leaves_the_older_file_and_nothing_else(string name, int room)
    {
        File.WriteAllText(folder.Path(name), "the older file");

        FitsException exception = Assert.Throws<FitsException>(() => Write(name, stream => new FullDisk(stream, room)));

        Assert.Equal($"{folder.Path(name)}: cannot be written: No space left on device. Nothing of it was kept; a file of that name from before is as it was.",
            exception.Message);
        AssertOnly(name, "the older file");
    }

    [Fact]
    public void A_writer_that_failed_completes_nothing()
    {
        using (FitsWriter writer = FitsWriter.Create(folder.Path("product.fits"), stream => new FullDisk(stream, 3000)))
        {
            writer.WritePrimary();
            Assert.Throws<FitsException>(() => writer.WriteImage(new float[10_000], [10_000]));
            Assert.Throws<InvalidOperationException>(() => writer.Complete());
        }

        Assert.Empty(Directory.GetFiles(folder.Path("")));
    }

    [Theory]
    [InlineData("product.fits")]
    [InlineData("product.fits.gz")]
    public void A_writer_that_is_given_up_leaves_nothing(string name)
    {
        File.WriteAllText(folder.Path(name), "the older file");

        using (FitsWriter writer = FitsWriter.Create(folder.Path(name)))
        {
            writer.WriteImage(new float[1_000_000], [1_000_000]);
        }

        AssertOnly(name, "the older file");
    }

    [Theory]
    [InlineData("product.fits")]
    [InlineData("product.fits.gz")]
    public void A_completion_that_is_cancelled_leaves_the_older_file(string name)
    {
        File.WriteAllText(folder.Path(name), "the older file");
        using (FitsWriter writer = FitsWriter.Create(folder.Path(name)))
        {
            writer.WriteImage(new float[1_000_000], [1_000_000]);
            Assert.Throws<OperationCanceledException>(() => writer.Complete(new CancellationToken(canceled: true)));
        }

        AssertOnly(name, "the older file");
    }

    [Theory]
    [InlineData("product.fits")]
    [InlineData("product.fits.gz")]
    public void A_file_that_is_complete_takes_the_place_of_the_older_one(string name)
    {
        File.WriteAllText(folder.Path(name), "the older file");

        Write(name, through: null);

        Assert.Equal([folder.Path(name)], Directory.GetFiles(folder.Path("")));
        using FitsFile file = FitsFile.Open(folder.Path(name));
        Assert.Equal(1_000_000, file.Image(1).PixelCount);
    }

    [Fact]
    public void What_a_killed_writer_left_is_swept_up_but_not_what_another_still_writes()
    {
        File.WriteAllText(folder.Path("product.fits.123-4.tmp"), "half a file");
        File.WriteAllText(folder.Path("product.fits.notes.tmp"), "someone's own");
        using FitsWriter other = FitsWriter.Create(folder.Path("product.fits"));
        other.WriteImage(new float[1000], [1000]);

        Write("product.fits", through: null);
        other.Complete();

        Assert.Equal([folder.Path("product.fits"), folder.Path("product.fits.notes.tmp")], Directory.GetFiles(folder.Path("")).Order());
        using FitsFile file = FitsFile.Open(folder.Path("product.fits"));
        Assert.Equal(1000, file.Image(0).PixelCount);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        FitsException exception = Assert.Throws<FitsException>(() => FitsWriter.Create(folder.Path("absent/product.fits")));

        Assert.StartsWith($"{folder.Path("absent/product.fits")}: cannot be written: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_not_replaced()
    {
        Directory.CreateDirectory(folder.Path("product.fits"));

        Assert.Throws<FitsException>(() => FitsWriter.Create(folder.Path("product.fits")));
    }

    void Write(string name, Func<Stream, Stream>? through)
    {
        using FitsWriter writer = FitsWriter.Create(folder.Path(name), through);
        writer.WritePrimary();
        writer.WriteImage(new float[1_000_000], [1_000_000]);
        writer.Complete();
    }

    void AssertOnly(string name, string content)
    {
        Assert.Equal([folder.Path(name)], Directory.GetFiles(folder.Path("")));
        Assert.Equal(content, File.ReadAllText(folder.Path(name)));
    }

    /// <summary>A disk that is full after some bytes.</summary>
    sealed class FullDisk(Stream disk, long room) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => disk.Length;

        public override long Position
        {
            get => disk.Position;
            set => disk.Position = value;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Position + buffer.Length > room)
            {
                throw new IOException("No space left on device");
            }

            disk.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override int Read(byte[] buffer, int offset, int count) => disk.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => disk.Seek(offset, origin);

        public override void SetLength(long value) => throw new UnreachableException();

        public override void Flush() => disk.Flush();

        protected override void Dispose(bool disposing) => disk.Dispose();
    }
}
