using System.Globalization;
using System.Text;
using Astra.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Astra.Fits.Tests;

public sealed class FitsWriterTests : IDisposable
{
    const string LongText = "A note that is a good deal longer than a card: it goes on, isn't cut, and keeps 'quotes', ampersands & " +
        "blanks      that stand where one card ends and the next begins, however many cards that takes in the end.";

    const string LongComment = "A comment of several cards, which are broken between words, so that whoever reads them in a pager does not " +
        "stumble over the ends of lines; only a word that is longer than a card is broken itself.";

    static readonly FitsCard[] cards =
    [
        new("ORIGIN", "Astra", "who wrote it"),
        FitsCard.OfHeading(),
        FitsCard.OfHeading("Numbers"),
        new("COUNT", long.MinValue, "the least integer"),
        new("RATE", 0.1, "no binary fraction"),
        new("TINY", -1.2345678901234568e-300),
        new("WHOLE", 1e20),
        new("LOST", double.NaN, "written as SDSS-V writes it"),
        new("GOOD", true),
        new("BAD", false, "a logical"),
        new("PAIR", new FitsValue(FitsValueKind.Complex, Real: 1.5, Imaginary: -2), "complex"),
        new("EMPTY", ""),
        new("QUOTED", "O'Neill's"),
        new("LONGNOTE", LongText, "and a comment"),
        new("ESO DET ID", 7, "hierarchical"),
        FitsCard.OfComment(LongComment),
        FitsCard.OfHistory("written by a test"),
    ];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cards_of_every_kind_come_back()
    {
        using FitsFile file = FitsFile.Open(WriteSample("cards.fits"));

        FitsHeader header = file.Primary.Header;
        Assert.Equal(long.MinValue, header.RequireInt64("COUNT"));
        Assert.Equal(0.1, header.RequireDouble("RATE"));
        Assert.Equal(-1.2345678901234568e-300, header.RequireDouble("TINY"));
        Assert.Equal(1e20, header.RequireDouble("WHOLE"));
        Assert.Equal(double.NaN, header.RequireDouble("LOST"));
        Assert.Equal(LongText, header.RequireString("LONGNOTE"));
        Assert.Equal("O'Neill's", header.RequireString("QUOTED"));
        Assert.Equal(7, header.RequireInt64("ESO DET ID"));
        Assert.Equal(LongComment,
            string.Join(' ', header.Cards.Where(card => card.Keyword == "COMMENT").Select(card => card.Comment)));
        FitsCard[] withValue = [.. header.Cards.Where(card => card.Value.Kind != FitsValueKind.None)];
        foreach (FitsCard card in cards.Where(card => card.Value.Kind is FitsValueKind.Integer or FitsValueKind.Logical or FitsValueKind.Complex))
        {
            Assert.Contains(card, withValue);
        }
    }

    [Theory]
    [InlineData("TINY", "TINY    = -1.2345678901234568E-300")]
    [InlineData("WHOLE", "WHOLE   =              1.0E+20")]
    [InlineData("COUNT", "COUNT   = -9223372036854775808 / the least integer")]
    [InlineData("GOOD", "GOOD    =                    T")]
    [InlineData("ORIGIN", "ORIGIN  = 'Astra   '           / who wrote it")]
    public void Values_stand_where_the_fixed_format_has_them(string keyword, string expected) =>
        Assert.Equal(expected.PadRight(80), CardText.Of(cards.Single(card => card.Keyword == keyword)));

    [Fact]
    public void A_card_without_a_value_comes_back_without_one()
    {
        FitsCard unknown = new("UNKNOWN", new FitsValue(FitsValueKind.Undefined), "not measured");
        using FitsFile file = folder.Open(Header(unknown));

        Assert.Equal(unknown, file.Primary.Header.Cards[^1]);
    }

    [Fact]
    public void Every_checksum_is_right()
    {
        foreach (string name in new[] { "sums.fits", "sums.fits.gz" })
        {
            using FitsFile file = FitsFile.Open(WriteSample(name));
            Assert.Equal(10, file.Hdus.Count());
            Assert.All(file.Hdus, hdu =>
                Assert.Equal((ChecksumState.Correct, ChecksumState.Correct), (hdu.VerifyChecksum(), hdu.VerifyDataSum())));
        }
    }

    [Fact]
    public void Any_text_survives_its_card() => Prop.ForAll(ArbMap.Default.ArbFor<string>().Generator.Resize(200).ToArbitrary(), text =>
    {
        string printable = string.Concat((text ?? "").Select(character => (char)(' ' + (character % 95)))).TrimEnd(' ');
        using FitsFile file = folder.Open(Header(new FitsCard("A", printable), new FitsCard("B", 1)));
        Assert.Equal(printable, file.Primary.Header.RequireString("A"));
        Assert.Equal(1, file.Primary.Header.RequireInt64("B"));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_number_survives_its_card() => Prop.ForAll(ArbMap.Default.ArbFor<double>(), number =>
    {
        using FitsFile file = folder.Open(Header(new FitsCard("A", number, "a number")));
        Assert.Equal(number, file.Primary.Header.RequireDouble("A"));
    }).QuickCheckThrowOnFailure();

    [AstropyFact]
    public void Astropy_reads_what_was_written_and_finds_the_checksums_right()
    {
        string path = WriteSample("astropy.fits");

        string[] answer = Judge.Ask("describe.py", path);

        Assert.Equal(string.Join('\n', Description.Of(path)), string.Join('\n', answer));
        Assert.Equal(["10 HDUs verified"], Judge.Ask("verify_checksums.py", path));
        Assert.Equal(["10 HDUs verified"], Judge.Ask("verify_checksums.py", WriteSample("astropy.fits.gz")));
        Assert.Contains($"{path} 8 column teff E K doubles", string.Join('\n', answer), StringComparison.Ordinal);
    }

    [FitsverifyFact]
    public void Fitsverify_has_neither_errors_nor_warnings() =>
        Assert.Equal($"verification OK: {folder.Path("verify.fits")}", Judge.Verify(WriteSample("verify.fits")).Trim());

    [Fact]
    public void Columns_of_every_type_come_back()
    {
        using FitsFile file = FitsFile.Open(WriteSample("table.fits"));
        TableHdu table = file.Table(8);

        Assert.Equal(2001, table.RowCount);
        Assert.Equal([true, false], Read<bool>(table, "good"));
        Assert.Equal([200, 0], Read<int>(table, "byte"));
        Assert.Equal([short.MinValue, -1], Read<int>(table, "short"));
        Assert.Equal([int.MaxValue, -2], Read<int>(table, "int"));
        Assert.Equal([1L << 60, 0], Read<long>(table, "long"));
        Assert.Equal([4832.5f, float.NaN], Read<float>(table, "teff"));
        Assert.Equal([359.999999999, double.NaN], Read<double>(table, "ra"));
        Assert.Equal([1, 2, 3, 4, 5, 6, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN], Read<float>(table, "grid"));
        string[] names = new string[4];
        table.Read(table.Require("pair"), 0, names);
        Assert.Equal(["ab", "c", "", ""], names);
        table.Read(table.Require("name"), 1999, names.AsSpan(0, 2));
        Assert.Equal(["star 1999", "star 2000"], names[..2]);
        TableColumn grid = table.Require("grid");
        Assert.Equal([2, 3], grid.Dimensions);
        Assert.Equal("K", table.Require("teff").Unit);
        Assert.Equal(-2, table.Require("int").Null);
        List<FitsCard> written = [.. table.Header.Cards];
        FitsCard type = new("TTYPE6", "teff", "effective temperature");
        Assert.Equal(FitsCard.OfHeading("Labels"), written[written.IndexOf(type) - 1]);
    }

    [Fact]
    public void Rows_in_blocks_are_the_rows_one_by_one()
    {
        ColumnDefinition[] columns = [new("id", ElementType.Int32), new("name", ElementType.Text, 6), new("x", ElementType.Double, 3)];
        int[] ids = [.. Enumerable.Range(0, 5000)];
        string[] names = [.. ids.Select(id => $"s{id}")];
        double[] x = [.. Enumerable.Range(0, 15_000).Select(i => Math.Sqrt(i))];
        using (FitsWriter one = FitsWriter.Create(folder.Path("one.fits")), blocks = FitsWriter.Create(folder.Path("blocks.fits")))
        {
            one.WritePrimary();
            FitsTableWriter table = one.BeginTable(columns);
            foreach (int id in ids)
            {
                table.AddRows();
                table.Write(2, x.AsSpan(3 * id, 3));
                table.Write(0, id);
                table.Write(1, names[id]);
            }

            one.Complete();
            blocks.WritePrimary();
            table = blocks.BeginTable(columns);
            foreach (int start in (int[])[0, 1500, 3000, 4500])
            {
                int rows = Math.Min(1500, ids.Length - start);
                table.AddRows(rows);
                table.Write(0, ids.AsSpan(start, rows));
                table.Write(1, names.AsSpan(start, rows));
                table.Write(2, x.AsSpan(3 * start, 3 * rows));
            }

            blocks.Complete();
        }

        Assert.Equal(File.ReadAllBytes(folder.Path("one.fits")), File.ReadAllBytes(folder.Path("blocks.fits")));
    }

    [Fact]
    public void A_table_of_many_rows_takes_the_memory_of_a_few()
    {
        ColumnDefinition[] columns = [.. Enumerable.Range(0, 50).Select(i => new ColumnDefinition($"c{i}", ElementType.Double))];
        double[] values = new double[1000];
        using FitsWriter writer = FitsWriter.Create(folder.Path("many.fits"));
        writer.WritePrimary();
        FitsTableWriter table = writer.BeginTable(columns);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int block = 0; block < 100; block++)
        {
            table.AddRows(values.Length);
            for (int column = 0; column < columns.Length; column++)
            {
                table.Write(column, values);
            }
        }

        writer.Complete();

        Assert.InRange(new FileInfo(folder.Path("many.fits")).Length, 40_000_000, 40_100_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(2, 40_000L, "40000 in row 1 does not fit in I.")]
    [InlineData(1, -1L, "-1 in row 1 does not fit in B.")]
    [InlineData(3, 1L << 31, "2147483648 in row 1 does not fit in J.")]
    public void An_integer_that_does_not_fit_is_named(int column, long value, string expected) =>
        AssertCellRefused(table => table.Write(column, value), expected);

    [Fact]
    public void A_number_beyond_single_precision_is_named() =>
        AssertCellRefused(table => table.Write(5, 1e300), "1E+300 in row 1 does not fit in E.");

    [Fact]
    public void A_string_that_does_not_fit_is_named() =>
        AssertCellRefused(table => table.Write(8, "longer than nine"), "'longer than nine' in row 1 has 16 characters; there is room for 9.");

    [Fact]
    public void A_string_beyond_ASCII_is_named() =>
        AssertCellRefused(table => table.Write(8, "é"), "'?' in row 1 holds characters that FITS cannot: only printable ASCII can stand in a table.");

    [Fact]
    public void Values_of_another_kind_or_number_are_refused()
    {
        using FitsWriter writer = FitsWriter.Create(folder.Path("x.fits"));
        writer.WritePrimary();
        FitsTableWriter table = writer.BeginTable(SampleColumns());
        table.AddRows(2);

        Assert.Throws<ArgumentException>(() => table.Write(3, [1.5, 2.5]));
        Assert.Throws<ArgumentException>(() => table.Write(0, [1, 0]));
        Assert.Throws<ArgumentException>(() => table.Write(5, ["a", "b"]));
        Assert.Throws<ArgumentException>(() => table.Write(5, [true, false]));
        Assert.Throws<ArgumentException>(() => table.Write(5, [1.0]));
        Assert.Throws<ArgumentException>(() => table.Write(7, new float[6]));
    }

    [Fact]
    public void Cards_that_describe_the_data_are_the_writers()
    {
        using FitsWriter writer = FitsWriter.Create(folder.Path("x.fits"));

        foreach (string keyword in new[] { "NAXIS1", "bitpix", "CHECKSUM", "TFORM3", "END" })
        {
            Assert.Throws<ArgumentException>(() => writer.WritePrimary([new FitsCard(keyword, 1)]));
        }

        Assert.Throws<ArgumentException>(() => writer.WritePrimary([new FitsCard("UNIT", "Å")]));
        Assert.Throws<ArgumentException>(() => writer.WritePrimary([new FitsCard("NOTHING", default)]));
        writer.WritePrimary();
        Assert.Throws<ArgumentException>(() => writer.BeginTable([new("a", ElementType.Int32), new("A", ElementType.Int64)]));
        Assert.Throws<ArgumentException>(() => writer.BeginTable([new("a", ElementType.Single) { Null = 1 }]));
        Assert.Throws<ArgumentException>(() => writer.BeginTable([new("a", ElementType.Text, 7) { Dimensions = [2, 3] }]));
        Assert.Throws<ArgumentException>(() => writer.BeginTable([new("a", ElementType.ComplexSingle)]));
    }

    [Fact]
    public void An_image_that_lacks_pixels_is_not_completed()
    {
        using FitsWriter writer = FitsWriter.Create(folder.Path("x.fits"));
        FitsImageWriter image = writer.BeginImage(ElementType.Single, [4, 5]);
        image.Append(new float[19]);

        Assert.Throws<ArgumentException>(() => image.Append(new float[2]));
        Assert.Equal($"{folder.Path("x.fits")}, HDU 0: 1 of the image's 20 pixels are missing.",
            Assert.Throws<InvalidOperationException>(() => writer.Complete()).Message);
    }

    static byte[] Header(params FitsCard[] given)
    {
        FitsCard[] all = [new("SIMPLE", true), new("BITPIX", 8), new("NAXIS", 0), .. given];
        return Encoding.ASCII.GetBytes((string.Concat(all.Select(CardText.Of)) + "END").PadRight(2880));
    }

    static ColumnDefinition[] SampleColumns() =>
    [
        new("good", ElementType.Logical) { Missing = false },
        new("byte", ElementType.Byte),
        new("short", ElementType.Int16) { Missing = -1 },
        new("int", ElementType.Int32) { Null = -2 },
        new("long", ElementType.Int64),
        new("teff", ElementType.Single) { Unit = "K", Description = "effective temperature", CardsBefore = [FitsCard.OfHeading("Labels")] },
        new("ra", ElementType.Double) { Unit = "deg", Description = "a description that is so long that it goes beyond the end of its card" },
        new("grid", ElementType.Single, 6) { Dimensions = [2, 3] },
        new("name", ElementType.Text, 9),
        new("pair", ElementType.Text, 4) { Dimensions = [2, 2] },
        new("wide", ElementType.Byte, 57) { Dimensions = [57] },
    ];

    static T[] Read<T>(TableHdu table, string name)
    {
        TableColumn column = table.Require(name);
        T[] values = new T[2 * column.ElementsPerRow];
        switch (values)
        {
            case bool[] logicals: table.Read(column, 0, logicals); break;
            case int[] integers: table.Read(column, 0, integers); break;
            case long[] integers: table.Read(column, 0, integers); break;
            case float[] reals: table.Read(column, 0, reals); break;
            case double[] reals: table.Read(column, 0, reals); break;
        }

        return values;
    }

    /// <summary>A primary HDU, images of every type and several ranks, a large table, and one without rows.</summary>
    string WriteSample(string name)
    {
        using FitsWriter writer = FitsWriter.Create(folder.Path(name));
        writer.WritePrimary(cards);
        writer.WriteImage([1.5f, float.NaN, -0f, 3e38f], [4], [new FitsCard("EXTNAME", "FLUX"), new FitsCard("BUNIT", "10^-17 erg/s/cm^2/A")]);
        writer.WriteImage([.. Enumerable.Range(0, 400_000).Select(i => Math.Sin(i))], [1000, 400]);
        writer.WriteImage((byte[])[0, 255, 7, 8, 9, 10], [3, 1, 2]);
        writer.WriteImage((short[])[short.MinValue, 12], [2, 1], [new FitsCard("EXTNAME", "MASK")]);
        writer.WriteImage((int[])[int.MinValue, 12], [2]);
        writer.WriteImage([long.MinValue, 12], [2]);
        writer.WriteImage(ReadOnlySpan<long>.Empty, [0, 5]);
        FitsTableWriter table = writer.BeginTable(SampleColumns(), [new FitsCard("EXTNAME", "STARS")], [FitsCard.OfHeading("Data integrity")]);
        table.AddRows();
        table.Write(0, true);
        table.Write(1, 200);
        table.Write(2, (int)short.MinValue);
        table.Write(3, int.MaxValue);
        table.Write(4, 1L << 60);
        table.Write(5, 4832.5);
        table.Write(6, 359.999999999);
        table.Write(7, [1f, 2, 3, 4, 5, 6]);
        table.Write(8, "star 0");
        table.Write(9, ["ab", "c"]);
        table.AddRows(2000);
        table.Write(8, [.. Enumerable.Range(1, 2000).Select(row => string.Create(CultureInfo.InvariantCulture, $"star {row}"))]);
        writer.BeginTable([new("sdss_id", ElementType.Int64), new("name", ElementType.Text)], [new FitsCard("INSTRMNT", "BOSS")]);
        writer.Complete();
        return writer.Path;
    }

    void AssertCellRefused(Action<FitsTableWriter> write, string expected)
    {
        using FitsWriter writer = FitsWriter.Create(folder.Path("x.fits"));
        writer.WritePrimary();
        FitsTableWriter table = writer.BeginTable(SampleColumns(), [new FitsCard("EXTNAME", "STARS")]);
        table.AddRows();
        table.AddRows();

        string message = Assert.Throws<FitsException>(() => write(table)).Message;

        Assert.StartsWith($"{folder.Path("x.fits")}, HDU 1 (STARS): column ", message, StringComparison.Ordinal);
        Assert.EndsWith("): " + expected, message, StringComparison.Ordinal);
    }
}
