using Astra.Testing;

namespace Astra.Fits.Tests;

/// <summary>What is wrong by the letter of the standard but has one meaning is read.</summary>
public sealed class TolerableDamageTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Padding_that_is_missing_at_the_end_is_not_missed()
    {
        byte[] whole = Sample();

        Assert.Equal([1f, 2f, 3f], ReadRow(whole[..(5760 + 12)]));
        using FitsFile file = folder.Open(whole[..(5760 + 12)]);
        Assert.Equal(2, file.Hdus.Count());
    }

    [Fact]
    public void Padding_that_is_missing_after_the_only_header_is_not_missed()
    {
        using FitsFile file = folder.Open(new FitsBuilder().Primary(("OBJID", "x")).Bytes()[..(6 * 80)]);

        Assert.Equal("x", file.Primary.Header.GetString("OBJID"));
        Assert.Single(file.Hdus);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2880)]
    [InlineData(10_000)]
    public void Bytes_after_the_last_HDU_are_ignored(int count)
    {
        using FitsFile file = folder.Open([.. Sample(), .. Enumerable.Repeat((byte)0x5A, count)]);

        Assert.Equal(2, file.Hdus.Count());
        Assert.Null(file.Find("NONE"));
    }

    [Fact]
    public void PCOUNT_and_GCOUNT_have_defaults()
    {
        byte[] bytes = new FitsBuilder().Primary().Header([("XTENSION", "IMAGE"), ("BITPIX", -32), ("NAXIS", 1), ("NAXIS1", 3)])
            .Data(FitsBuilder.Encode(-32, [1, 2, 3])).Bytes();

        Assert.Equal([1f, 2f, 3f], ReadRow(bytes));
    }

    [Fact]
    public void A_layout_card_may_be_repeated_with_the_same_value()
    {
        byte[] bytes = new FitsBuilder().Primary().Image(-32, [3], [1, 2, 3], ("NAXIS1", 3), ("BITPIX", -32)).Bytes();

        Assert.Equal([1f, 2f, 3f], ReadRow(bytes));
    }

    [Fact]
    public void Layout_cards_may_stand_in_any_order()
    {
        byte[] bytes = new FitsBuilder().Primary().Header([("XTENSION", "IMAGE"), ("NAXIS1", 3), ("EXTNAME", "FLUX"), ("NAXIS", 1), ("BITPIX", -32)])
            .Data(FitsBuilder.Encode(-32, [1, 2, 3])).Bytes();

        Assert.Equal([1f, 2f, 3f], ReadRow(bytes));
    }

    [Fact]
    public void PCOUNT_in_a_primary_header_means_nothing_without_random_groups()
    {
        using FitsFile file = folder.Open(new FitsBuilder().PrimaryImage(16, [2], [1, 2], ("PCOUNT", 99), ("GCOUNT", 7)).Image(16, [1], [5]).Bytes());

        Assert.Equal(2, file.Hdus.Count());
    }

    [Fact]
    public void Random_groups_and_unknown_extensions_are_walked_past()
    {
        byte[] bytes = new FitsBuilder()
            .Header([("SIMPLE", true), ("BITPIX", 16), ("NAXIS", 2), ("NAXIS1", 0), ("NAXIS2", 1000), ("GROUPS", true), ("PCOUNT", 5), ("GCOUNT", 3)])
            .Data(new byte[2 * 3 * 1005])
            .Header([("XTENSION", "FOREIGN"), ("BITPIX", 8), ("NAXIS", 1), ("NAXIS1", 3000), ("PCOUNT", 0), ("GCOUNT", 1)])
            .Data(new byte[3000])
            .Image(-32, [3], [1, 2, 3]).Bytes();
        using FitsFile file = folder.Open(bytes);

        Assert.Equal([typeof(OtherHdu), typeof(OtherHdu), typeof(ImageHdu)], file.Hdus.Select(hdu => hdu.GetType()));
        Assert.Equal($"{file.Path}, HDU 0: is not an image but random groups.", Assert.Throws<FitsException>(() => file.Image(0)).Message);
    }

    [Fact]
    public void A_card_of_other_bytes_hides_no_other_card()
    {
        byte[] bytes = new FitsBuilder().RawHeader(
            FitsBuilder.Card("SIMPLE", true), FitsBuilder.Card("BITPIX", 8), "\u00FF\u0000\u0001\u00E9\u00E9\u00E9\u00E9\u00E9=\u00FF", FitsBuilder.Card("NAXIS", 0), "END").Bytes();
        using FitsFile file = folder.Open(bytes);

        Assert.Equal(4, file.Primary.Header.Cards.Count);
        Assert.Equal(0, file.Primary.Header.RequireInt64("NAXIS"));
    }

    static byte[] Sample() => new FitsBuilder().Primary().Image(-32, [3], [1, 2, 3]).Bytes();

    float[] ReadRow(byte[] bytes)
    {
        using FitsFile file = folder.Open(bytes);
        float[] row = new float[3];
        file.Image(1).ReadRow(0, row);
        return row;
    }
}
