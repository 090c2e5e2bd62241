using Astra.Testing;

namespace Astra.Fits.Tests;

public sealed class HeaderTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly List<FitsFile> opened = [];

    public void Dispose()
    {
        opened.ForEach(file => file.Dispose());
        folder.Dispose();
    }

    [Fact]
    public void Values_are_read_by_type()
    {
        FitsHeader header = HeaderOf(
            "OBJID   = '2M00000000+0000000' / Object ID",
            "NVISITS =                    2",
            "SNR     =              186.493 / S/N",
            "GOOD    =                    T",
            "JD      =     2.456377003D+06");

        Assert.Equal("2M00000000+0000000", header.RequireString("OBJID"));
        Assert.Equal(2, header.RequireInt64("nvisits"));
        Assert.Equal(2, header.RequireDouble("NVISITS"));
        Assert.Equal(186.493, header.RequireDouble("SNR"));
        Assert.Equal(2456377.003, header.RequireDouble("JD"));
        Assert.True(header.TryGetBoolean("GOOD", out bool good) && good);
        Assert.Equal(new FitsCard("SNR", new FitsValue(FitsValueKind.Real, Real: 186.493), "S/N"), header.Cards.Single(card => card.Keyword == "SNR"));
    }

    [Theory]
    [InlineData("'NaN'", double.NaN)]
    [InlineData("'nan     '", double.NaN)]
    [InlineData("NaN", double.NaN)]
    [InlineData("'Infinity'", double.PositiveInfinity)]
    [InlineData("'inf'", double.PositiveInfinity)]
    [InlineData("'-inf'", double.NegativeInfinity)]
    [InlineData("1.0D5", 1e5)]
    [InlineData("-1.5d-3", -1.5e-3)]
    [InlineData("+7", 7)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("123456789012345678901234567890", 123456789012345678901234567890.0)]
    public void A_number_is_read_from_every_notation_in_use(string notation, double expected) =>
        Assert.Equal(expected, HeaderOf($"VALUE   = {notation}").RequireDouble("VALUE"));

    [Theory]
    [InlineData("key     =                    5")]
    [InlineData("KEY     =5")]
    [InlineData("KEY     = 5 a comment without a slash")]
    [InlineData("KEY     = 5/a comment")]
    [InlineData("KEY     =                                                       5")]
    [InlineData("HIERARCH KEY = 5")]
    [InlineData("HIERARCH  key=5")]
    public void Sloppy_cards_with_one_meaning_are_read(string card) => Assert.Equal(5, HeaderOf(card).RequireInt64("KEY"));

    [Theory]
    [InlineData("KEY     = 'it''s'", "it's")]
    [InlineData("KEY     = '  leading and trailing  '", "  leading and trailing")]
    [InlineData("KEY     = ''", "")]
    [InlineData("KEY     = 'a / in it' / comment", "a / in it")]
    [InlineData("KEY     = 'the quote is missing", "the quote is missing")]
    [InlineData("KEY     = '\u00C5ngstr\u00F6m'", "\u00C5ngstr\u00F6m")]
    public void A_string_is_read_to_its_last_quote(string card, string expected) => Assert.Equal(expected, HeaderOf(card).RequireString("KEY"));

    [Fact]
    public void A_string_goes_on_over_CONTINUE_cards()
    {
        FitsHeader header = HeaderOf(
            "LONG    = 'it''s one &' / first",
            "CONTINUE  'two &'",
            "CONTINUE  'three' / last",
            "ENDS    = 'with &'",
            "AFTER   = 1");

        Assert.Equal("it's one two three", header.RequireString("LONG"));
        Assert.Equal("with &", header.RequireString("ENDS"));
        Assert.Equal(("it's one two three", "first last"), (header.Cards[4].Value.Text, header.Cards[4].Comment));
        Assert.Equal("ENDS", header.Cards[5].Keyword);
    }

    [Fact]
    public void A_hierarchical_keyword_is_found_by_its_words()
    {
        FitsHeader header = HeaderOf("HIERARCH ESO  DET ID = 'CCD-44' / detector");

        Assert.Equal("CCD-44", header.GetString("ESO DET ID"));
        Assert.Equal("CCD-44", header.GetString("hierarch eso det id"));
        Assert.True(header.Contains("ESO DET ID"));
        Assert.False(header.Contains("ESO DET"));
    }

    [Fact]
    public void Commentary_is_kept_with_its_text()
    {
        FitsHeader header = HeaderOf("COMMENT = this is no value", "HISTORY  stacked", "         blank keyword", "");

        Assert.Equal([("COMMENT", "= this is no value"), ("HISTORY", " stacked"), ("", " blank keyword"), ("", "")],
            header.Cards.Skip(4).Select(card => (card.Keyword, card.Comment)));
        Assert.All(header.Cards.Skip(4), card => Assert.Equal(FitsValueKind.None, card.Value.Kind));
    }

    [Fact]
    public void An_absent_or_undefined_value_is_not_there()
    {
        FitsHeader header = HeaderOf("UNDEF   =                      / nothing");

        Assert.False(header.TryGetString("UNDEF", out _));
        Assert.False(header.TryGetInt64("UNDEF", out _));
        Assert.False(header.TryGetDouble("ABSENT", out _));
        Assert.Null(header.GetString("ABSENT"));
        Assert.True(header.Contains("UNDEF"));
        Assert.Equal($"{folder.Path("test.fits")}, HDU 0: card ABSENT is missing.", Assert.Throws<FitsException>(() => header.RequireInt64("ABSENT")).Message);
        Assert.Throws<FitsException>(() => header.RequireString("UNDEF"));
        Assert.Throws<FitsException>(() => header.RequireDouble("UNDEF"));
    }

    [Theory]
    [InlineData("SNR     = 'high'", "must be a number but is the string 'high'.")]
    [InlineData("SNR     = T", "must be a number but is T.")]
    [InlineData("SNR     = (1.0, 2.0)", "must be a number but is a complex number.")]
    [InlineData("SNR     = 1,5", "must be a number but is '1,5', which is no FITS value.")]
    [InlineData("SNR     = \u00B15\u0007", "must be a number but is '?5?', which is no FITS value.")]
    public void A_value_of_another_type_names_its_card(string card, string reason) =>
        Assert.Equal($"{folder.Path("test.fits")}, HDU 0: card SNR {reason}", Assert.Throws<FitsException>(() => HeaderOf(card).TryGetDouble("SNR", out _)).Message);

    [Fact]
    public void Integers_strings_and_logicals_are_not_mistaken_for_each_other()
    {
        FitsHeader header = HeaderOf("REAL    = 1.0", "INTEGER = 1", "TEXT    = '1'");

        Assert.Contains("card REAL must be an integer but is the number 1", Assert.Throws<FitsException>(() => header.TryGetInt64("REAL", out _)).Message);
        Assert.Contains("card TEXT must be an integer but is the string '1'", Assert.Throws<FitsException>(() => header.TryGetInt64("TEXT", out _)).Message);
        Assert.Contains("card INTEGER must be a string but is the integer 1", Assert.Throws<FitsException>(() => header.TryGetString("INTEGER", out _)).Message);
        Assert.Contains("card INTEGER must be T or F but is the integer 1", Assert.Throws<FitsException>(() => header.TryGetBoolean("INTEGER", out _)).Message);
    }

    [Fact]
    public void The_first_of_two_cards_counts() => Assert.Equal(1, HeaderOf("TWICE   = 1", "TWICE   = 2").RequireInt64("TWICE"));

    FitsHeader HeaderOf(params string[] cards)
    {
        FitsFile file = folder.Open(new FitsBuilder()
            .RawHeader([FitsBuilder.Card("SIMPLE", true), FitsBuilder.Card("BITPIX", 8), FitsBuilder.Card("NAXIS", 0), FitsBuilder.Card("EXTEND", true), .. cards, "END"])
            .Bytes());
        opened.Add(file);
        return file.Primary.Header;
    }
}
