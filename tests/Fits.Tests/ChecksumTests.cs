using System.Buffers.Binary;
using System.Text;
using Astra.Testing;

namespace Astra.Fits.Tests;

public sealed class ChecksumTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DATASUM_tells_whether_the_data_have_changed(bool quoted)
    {
        byte[] data = FitsBuilder.Encode(-32, Enumerable.Range(0, 30_001).Select(i => Math.Sin(i)));
        uint sum = SumByDefinition(data);
        byte[] whole = new FitsBuilder().Primary()
            .Header([("XTENSION", "IMAGE"), ("BITPIX", -32), ("NAXIS", 1), ("NAXIS1", 30_001), ("PCOUNT", 0), ("GCOUNT", 1), ("DATASUM", quoted ? $"{sum}" : sum)])
            .Data(data).Bytes();

        Assert.Equal(ChecksumState.Correct, StateOf(whole, hdu => hdu.VerifyDataSum()));
        Assert.Equal(ChecksumState.Correct, StateOf(whole[..(2 * FitsBuilder.BlockBytes + data.Length)], hdu => hdu.VerifyDataSum()));

        whole[(2 * FitsBuilder.BlockBytes) + 100_000] ^= 1;
        Assert.Equal(ChecksumState.Incorrect, StateOf(whole, hdu => hdu.VerifyDataSum()));
    }

    [Theory]
    [InlineData("0000000000000000", ChecksumState.Incorrect)]
    [InlineData("", ChecksumState.Absent)]
    public void CHECKSUM_without_an_encoded_sum_vouches_for_nothing(string value, ChecksumState expected) =>
        Assert.Equal(expected, StateOf(new FitsBuilder().Primary().Image(8, [1], [1], ("CHECKSUM", value)).Bytes(), hdu => hdu.VerifyChecksum()));

    [Fact]
    public void A_file_without_checksums_says_so()
    {
        byte[] whole = new FitsBuilder().Primary().Image(8, [1], [1]).Bytes();

        Assert.Equal(ChecksumState.Absent, StateOf(whole, hdu => hdu.VerifyChecksum()));
        Assert.Equal(ChecksumState.Absent, StateOf(whole, hdu => hdu.VerifyDataSum()));
    }

    [Fact]
    public void A_truncated_data_unit_has_no_checksum() =>
        Assert.Throws<FitsException>(() => StateOf(new FitsBuilder().Primary().Image(8, [2], [1, 2], ("DATASUM", "1")).Bytes()[..5761], hdu => hdu.VerifyDataSum()));

    [AstropyFact]
    public void Checksums_that_astropy_writes_are_correct_until_a_byte_changes()
    {
        Judge.Ask("write_samples.py", folder.Path(""));
        foreach (string name in new[] { "images.fits", "ascii_tables.fits", "headers.fits" })
        {
            using FitsFile file = FitsFile.Open(folder.Path(name));
            Assert.All(file.Hdus, hdu => Assert.Equal((ChecksumState.Correct, ChecksumState.Correct), (hdu.VerifyChecksum(), hdu.VerifyDataSum())));
        }

        byte[] bytes = File.ReadAllBytes(folder.Path("images.fits"));
        int comment = Encoding.Latin1.GetString(bytes).IndexOf("/ conforms", StringComparison.Ordinal);
        bytes[comment + 2] = (byte)'C';
        using FitsFile changed = folder.Open(bytes);
        Assert.Equal((ChecksumState.Incorrect, ChecksumState.Correct), (changed.Primary.VerifyChecksum(), changed.Primary.VerifyDataSum()));
        Assert.Equal(ChecksumState.Correct, changed[1].VerifyChecksum());
    }

    /// <summary>Word by word as the standard words it: ones' complement addition of big-endian 32-bit integers.</summary>
    static uint SumByDefinition(byte[] data)
    {
        byte[] padded = [.. data, .. new byte[(4 - (data.Length % 4)) % 4]];
        uint sum = 0;
        for (int i = 0; i < padded.Length; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(padded.AsSpan(i));
            uint next = unchecked(sum + word);
            sum = next < sum ? next + 1 : next;
        }

        return sum;
    }

    ChecksumState StateOf(byte[] bytes, Func<Hdu, ChecksumState> verify)
    {
        using FitsFile file = folder.Open(bytes);
        return verify(file[1]);
    }
}
