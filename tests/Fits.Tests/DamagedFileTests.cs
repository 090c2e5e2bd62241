using System.Diagnostics;
using System.Text;
using Astra.Testing;

namespace Astra.Fits.Tests;

/// <summary>Whatever a file holds, it gives numbers or one <see cref="FitsException"/> that says what is wrong, soon and in little memory.</summary>
public sealed class DamagedFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_that_is_not_there_cannot_be_opened() =>
        Assert.StartsWith($"{folder.Path("none.fits")}: cannot be opened: ", Assert.Throws<FitsException>(() => FitsFile.Open(folder.Path("none.fits"))).Message);

    [Fact]
    public void A_folder_cannot_be_opened() =>
        Assert.StartsWith($"{folder.Path("")}: cannot be opened: ", Assert.Throws<FitsException>(() => FitsFile.Open(folder.Path(""))).Message);

    [Fact]
    public void A_path_with_a_NUL_cannot_be_opened() =>
        Assert.Contains("cannot be opened: ", Assert.Throws<FitsException>(() => FitsFile.Open("a\0b")).Message);

    [Theory]
    [InlineData("", "the file is empty.")]
    [InlineData("S", "no FITS file: it starts with 'S' instead of 'SIMPLE  ='.")]
    [InlineData("\u0089PNG\r\n\u001A\nabcdefghijkl", "no FITS file: it starts with '?PNG????abcdefgh' instead of 'SIMPLE  ='.")]
    [InlineData("XTENSION= 'IMAGE   '", "no FITS file: it starts with 'XTENSION= 'IMAGE' instead of 'SIMPLE  ='.")]
    public void A_file_of_something_else_says_how_it_starts(string content, string reason) =>
        AssertFails(reason, Encoding.Latin1.GetBytes(content), _ => { });

    [Theory]
    [InlineData(79)]
    [InlineData(80)]
    [InlineData(200)]
    public void A_primary_header_that_is_cut_off_is_reported(int length) =>
        AssertFails($"HDU 0: the header that starts at byte 0 has no END card before the end of the file at byte {length}. The file is cut off or damaged.",
            Sample()[..length], _ => { });

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(79)]
    [InlineData(80)]
    [InlineData(500)]
    public void An_extension_header_that_is_cut_off_is_reported(int length) =>
        AssertFails($"HDU 1: the header that starts at byte 2880 has no END card before the end of the file at byte {2880 + length}. The file is cut off or damaged.",
            Sample()[..(2880 + length)], file => file.Hdus.Count());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2879)]
    [InlineData(2880)]
    [InlineData(34_299)]
    public void A_data_unit_that_is_cut_off_is_reported_by_its_rows_and_by_the_walk_past_it(int length)
    {
        byte[] cut = Sample()[..(5760 + length)];
        string reason = $"HDU 1 (FLUX): the data unit of 34300 bytes starts at byte 5760, but the file ends at byte {5760 + length}. The file is cut off; fetch it again.";

        AssertFails(reason, cut, file => file.Image(1).ReadRow(0, new float[8575]));
        AssertFails(reason, cut, file => file.TryGetHdu(2, out _));
        AssertFails(reason, cut, file => file.Hdus.Count());
    }

    [Fact]
    public void Every_prefix_of_a_file_gives_its_whole_HDUs_or_a_FitsException()
    {
        byte[] whole = new FitsBuilder().Primary().Image(16, [30, 4], new double[120])
            .BinaryTable(["J", "PE(3)"], 12, FitsBuilder.Encode(32, [1, 3, 0]), FitsBuilder.Encode(-32, [1, 2, 3])).Bytes();
        Assert.Null(ReadAll(whole));
        for (int length = 0; length < whole.Length; length += length % 80 is 79 or 0 ? 1 : 26)
        {
            Assert.True(ReadAll(whole[..length]) is null or FitsException, $"length {length}");
        }
    }

    [Fact]
    public void An_HDU_that_is_not_there_is_reported_with_what_there_is()
    {
        AssertFails("has no HDU 9: it has 3 (0 to 2).", Sample(), file => _ = file[9]);
        AssertFails("has no HDU 3: it has 3 (0 to 2), and the 5 bytes after them, from byte 46080, do not start with XTENSION.", [.. Sample(), 1, 2, 3, 4, 5],
            file => file.Image(3));
        using FitsFile opened = folder.Open(Sample());
        Assert.Throws<ArgumentOutOfRangeException>(() => opened[-1]);
    }

    [Theory]
    [InlineData("BITPIX", null, "card BITPIX is missing.")]
    [InlineData("BITPIX", "                  24", "card BITPIX is 24; it must be 8, 16, 32, 64, -32 or -64.")]
    [InlineData("BITPIX", "                 -99", "card BITPIX is -99; it must be 8, 16, 32, 64, -32 or -64.")]
    [InlineData("BITPIX", "'-32'", "card BITPIX must be an integer but is the string '-32'.")]
    [InlineData("BITPIX", "", "card BITPIX is missing.")]
    [InlineData("NAXIS", null, "card NAXIS is missing.")]
    [InlineData("NAXIS", "-1", "card NAXIS is -1; it must be 0 to 999.")]
    [InlineData("NAXIS", "1000", "card NAXIS is 1000; it must be 0 to 999.")]
    [InlineData("NAXIS", "3", "card NAXIS3 is missing.")]
    [InlineData("NAXIS1", null, "card NAXIS1 is missing.")]
    [InlineData("NAXIS1", "-1", "card NAXIS1 is -1; it must be 0 to 9223372036854775807.")]
    [InlineData("NAXIS1", "8575.0", "card NAXIS1 must be an integer but is the number 8575.")]
    [InlineData("NAXIS1", "9223372036854775807", "NAXISn, PCOUNT and GCOUNT give a data unit larger than any file.")]
    [InlineData("NAXIS1", "99999999999999999999", "card NAXIS1 must be an integer but is the number 1E+20.")]
    [InlineData("NAXIS2", "4611686018427387904", "NAXISn, PCOUNT and GCOUNT give a data unit larger than any file.")]
    [InlineData("PCOUNT", "-1", "card PCOUNT is -1; it must be 0 to 1152921504606846976.")]
    [InlineData("GCOUNT", "2", "card GCOUNT is 2; it must be 1.")]
    [InlineData("GCOUNT", "0", "card GCOUNT is 0; it must be 1.")]
    [InlineData("XTENSION", "17", "card XTENSION must be a string but is the integer 17.")]
    public void A_layout_card_that_cannot_be_is_named(string key, string? value, string reason) =>
        AssertFails($"HDU 1: {reason}", WithCard(ImageCards, key, value), file => _ = file[1]);

    [Fact]
    public void A_data_unit_larger_than_the_file_allocates_nothing()
    {
        byte[] huge = WithCard(ImageCards, "NAXIS2", "1000000000000");
        long before = GC.GetAllocatedBytesForCurrentThread();

        AssertFails("HDU 1: the data unit of 8000000000000 bytes starts at byte 5760, but the file ends at byte 8640. The file is cut off; fetch it again.",
            huge, file => file.Image(1).ReadRow(0, new float[4]));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("NAXIS1", "5")]
    [InlineData("BITPIX", "-32")]
    [InlineData("NAXIS", "1")]
    [InlineData("GCOUNT", "'1'")]
    public void Two_layout_cards_that_contradict_each_other_are_refused(string key, string second) =>
        AssertFails($"HDU 1: card {key} stands more than once, with different values.", WithCard([.. ImageCards, $"{key,-8}= {second}"], "", ""), file => _ = file[1]);

    [Theory]
    [InlineData("TFIELDS", null, "card TFIELDS is missing.")]
    [InlineData("TFIELDS", "-1", "card TFIELDS is -1; it must be 0 to 999.")]
    [InlineData("TFIELDS", "1000", "card TFIELDS is 1000; it must be 0 to 999.")]
    [InlineData("TFIELDS", "2", "card TFORM2 is missing.")]
    [InlineData("TFORM1", "'5000000000E'", "card TFORM1 is '5000000000E', which is no format of this kind of table.")]
    [InlineData("TFORM1", "'2147483647M'", "the TFORMn cards describe rows of 34359738352 bytes, but NAXIS1 says 4.")]
    [InlineData("TSCAL1", "'NaN'", "card TSCAL1 must be a finite number.")]
    [InlineData("TZERO1", "'inf'", "card TZERO1 must be a finite number.")]
    [InlineData("TNULL1", "'x'", "card TNULL1 must be an integer but is the string 'x'.")]
    [InlineData("TTYPE1", "5", "card TTYPE1 must be a string but is the integer 5.")]
    public void A_column_card_that_cannot_be_is_named(string key, string? value, string reason) =>
        AssertFails($"HDU 1: {reason}", WithCard(TableCards, key, value), file => _ = file.Table(1).Columns);

    [Theory]
    [InlineData("BITPIX", "16", "a BINTABLE must have BITPIX 8 and NAXIS 2, not 16 and 2.")]
    [InlineData("NAXIS", "1", "a BINTABLE must have BITPIX 8 and NAXIS 2, not 8 and 1.")]
    [InlineData("PCOUNT", "1152921504606846976", "NAXISn, PCOUNT and GCOUNT give a data unit larger than any file.")]
    public void A_table_that_is_no_matrix_of_bytes_is_refused(string key, string value, string reason) =>
        AssertFails($"HDU 1: {reason}", WithCard(TableCards, key, value), file => _ = file[1]);

    [Theory]
    [InlineData("7", "card THEAP is 7; it must be 8 to 20.")]
    [InlineData("21", "card THEAP is 21; it must be 8 to 20.")]
    public void A_heap_outside_the_data_unit_is_refused(string start, string reason)
    {
        byte[] bytes = new FitsBuilder().Primary().BinaryTable(["PE"], 8, FitsBuilder.Encode(32, [1, 0]), new byte[12], ("THEAP", int.Parse(start))).Bytes();

        AssertFails($"HDU 1: {reason}", bytes, file => ((BinaryTableHdu)file.Table(1)).ReadArray<float>(file.Table(1).Columns[0], 0));
    }

    [Fact]
    public void An_array_that_claims_more_than_memory_is_refused_before_it_is_allocated()
    {
        // A sparse file: 4 GB on paper, a few kilobytes on disk.
        const long HeapBytes = 4_000_000_000;
        byte[] row = [.. FitsBuilder.Encode(64, [HeapBytes, 0])];
        byte[] start = new FitsBuilder().Primary()
            .Header([("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", 16), ("NAXIS2", 1), ("PCOUNT", HeapBytes), ("GCOUNT", 1), ("TFIELDS", 1), ("TFORM1", "QB")])
            .Data(row).Bytes();
        string path = folder.Path("sparse.fits");
        using (FileStream stream = new(path, FileMode.Create))
        {
            stream.Write(start);
            stream.SetLength(5760 + 16 + HeapBytes);
        }

        using FitsFile file = FitsFile.Open(path);
        BinaryTableHdu table = (BinaryTableHdu)file.Table(1);
        Assert.Equal($"{path}, HDU 1: column 1: row 0 has {HeapBytes} elements, more than are read into one array.",
            Assert.Throws<FitsException>(() => table.ReadArray<byte>(table.Columns[0], 0)).Message);
    }

    [Fact]
    public void A_header_that_lost_its_END_is_not_joined_to_the_next()
    {
        byte[] bytes = new FitsBuilder().Primary([]).Image(8, [4], [1, 2, 3, 4]).Bytes();
        int end = bytes.AsSpan(0, 2880).LastIndexOf("END     "u8);
        "ENT     "u8.CopyTo(bytes.AsSpan(end));

        AssertFails("HDU 0: the header that starts at byte 0 has no END before the next HDU starts at byte 2880; the file is damaged.", bytes, _ => { });
    }

    [Fact]
    public void A_header_without_END_is_given_up_soon()
    {
        byte[] endless = new byte[10_000_000];
        endless.AsSpan().Fill((byte)' ');
        "SIMPLE  =                    T"u8.CopyTo(endless);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch time = Stopwatch.StartNew();

        AssertFails("HDU 0: the header that starts at byte 0 has no END card in its first 2880000 bytes, the limit.", endless, _ => { });

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_000_000);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void The_largest_header_is_read_soon()
    {
        string[] cards = [.. Enumerable.Range(0, 35_990).Select(i => FitsBuilder.Card($"K{i}", i))];
        byte[] bytes = new FitsBuilder().RawHeader([FitsBuilder.Card("SIMPLE", true), FitsBuilder.Card("BITPIX", 8), FitsBuilder.Card("NAXIS", 0), .. cards, "END"]).Bytes();
        Stopwatch time = Stopwatch.StartNew();

        using FitsFile file = folder.Open(bytes);

        Assert.Equal(35_989, file.Primary.Header.RequireInt64("K35989"));
        Assert.Equal(35_993, file.Primary.Header.Cards.Count);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_table_of_999_columns_opens_soon()
    {
        string[] formats = [.. Enumerable.Repeat("E", 999)];
        using FitsFile file = folder.Open(new FitsBuilder().Primary().BinaryTable(formats, 999 * 4, new byte[999 * 4]).Bytes());
        Stopwatch time = Stopwatch.StartNew();

        Assert.Equal(999, file.Table(1).Columns.Count);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_file_that_says_it_is_no_FITS_is_believed() =>
        AssertFails("HDU 0: card SIMPLE is F: the file says that it does not follow the FITS standard.",
            new FitsBuilder().RawHeader(FitsBuilder.Card("SIMPLE", false), FitsBuilder.Card("BITPIX", 8), FitsBuilder.Card("NAXIS", 0), "END").Bytes(), _ => { });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_damage_gives_numbers_or_a_FitsException(int seed)
    {
        Random random = new(seed);
        byte[] whole = SmallFileOfEverything();
        Assert.Null(ReadAll(whole));
        for (int round = 0; round < 1000; round++)
        {
            byte[] damaged = [.. whole];
            for (int hits = random.Next(1, 6); hits > 0; hits--)
            {
                // Most bytes of a file are padding and pixels; damage to cards and descriptors is what finds mistakes.
                int at = random.Next(whole.Length);
                damaged[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)"0123456789-+.'=/ TFEPQA()"[random.Next(25)], _ => (byte)(damaged[at] ^ (1 << random.Next(8))) };
            }

            int length = random.Next(8) == 0 ? random.Next(damaged.Length) : damaged.Length;
            Exception? exception = ReadAll(damaged[..length]);
            Assert.True(exception is null or FitsException, $"seed {seed}, round {round}: {exception}");
        }
    }

    static readonly string[] ImageCards =
    [
        "XTENSION= 'IMAGE   '", "BITPIX  =                   16", "NAXIS   =                    2", "NAXIS1  =                    4",
        "NAXIS2  =                    2", "PCOUNT  =                    0", "GCOUNT  =                    1",
    ];

    static readonly string[] TableCards =
    [
        "XTENSION= 'BINTABLE'", "BITPIX  =                    8", "NAXIS   =                    2", "NAXIS1  =                    4",
        "NAXIS2  =                    2", "PCOUNT  =                    0", "GCOUNT  =                    1", "TFIELDS =                    1",
        "TTYPE1  = 'TEFF    '", "TFORM1  = 'J       '", "TSCAL1  =                  1.0", "TZERO1  =                  0.0", "TNULL1  =                -9999",
    ];

    /// <summary>A file whose HDU 1 has these cards, one of them with another value, or without it where the value is null.</summary>
    static byte[] WithCard(string[] cards, string key, string? value) =>
        new FitsBuilder().Primary().RawHeader(
        [
            .. cards.Where(card => value is not null || card[..8].TrimEnd() != key).Select(card => card[..8].TrimEnd() == key ? $"{key,-8}= {value}" : card),
            "END",
        ])
        .Data(new byte[16]).Bytes();

    static byte[] Sample() => new FitsBuilder().Primary(("OBJID", "2M00000000+0000000"))
        .Image(-32, [8575], new double[8575], ("EXTNAME", "FLUX")).BinaryTable(["J"], 4, new byte[4], null, ("EXTNAME", "LABELS")).Bytes();

    static byte[] SmallFileOfEverything() => new FitsBuilder()
        .RawHeader(FitsBuilder.Card("SIMPLE", true), FitsBuilder.Card("BITPIX", 8), FitsBuilder.Card("NAXIS", 0), FitsBuilder.Card("EXTEND", true),
            "LONG    = 'one &'", "CONTINUE  'two' / comment", "HIERARCH ESO DET ID = 5", "COMPLEX = (1.0, 2.0)", "COMMENT text", "END")
        .Image(16, [20, 3], Enumerable.Range(0, 60).Select(i => (double)i), ("BSCALE", 2.0), ("BZERO", 1.0), ("BLANK", -1), ("DATASUM", "17"), ("CHECKSUM", "abc"))
        .BinaryTable(["L", "11X", "2B", "I", "J", "K", "8A", "2E", "D", "C", "M", "PE(3)", "QA(3)"], 91,
            [.. FitsBuilder.Encode(8, Enumerable.Range(0, 67).Select(i => (double)i)), .. FitsBuilder.Encode(32, [3, 0]), .. FitsBuilder.Encode(64, [3, 12])],
            [.. FitsBuilder.Encode(-32, [1, 2, 3]), .. "abc"u8], ("TDIM7", "(4,2)"), ("TSCAL4", 0.5), ("TNULL5", 7), ("THEAP", 91))
        .AsciiTable([(1, "I4"), (5, "F6.2"), (11, "A3")], [" 123  1.50abc", " 456  2.50def"], ("TNULL1", "****"))
        .Bytes();

    /// <summary>Reads whatever the file holds in every way there is; what it throws, or null.</summary>
    Exception? ReadAll(byte[] bytes)
    {
        try
        {
            using FitsFile file = folder.Open(bytes);
            foreach (Hdu hdu in file.Hdus)
            {
                _ = hdu.Header.Cards.Count;
                ReadData(hdu);
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    static void ReadData(Hdu hdu)
    {
        hdu.VerifyChecksum();
        hdu.VerifyDataSum();
        if (hdu is ImageHdu { Rows: > 0, Width: < 100_000 } image)
        {
            image.ReadRow(image.Rows - 1, new float[image.Width]);
            Attempt(() => image.ReadRow(0, new long[image.Width]));
        }
        else if (hdu is TableHdu { RowCount: > 0 } table)
        {
            foreach (TableColumn column in table.Columns.Where(column => column.ElementsPerRow < 100_000))
            {
                Attempt(() => table.Read(column, table.RowCount - 1, new double[column.ElementsPerRow]));
                Attempt(() => table.Read(column, 0, new int[column.ElementsPerRow]));
                Attempt(() => table.Read(column, 0, new bool[column.ElementsPerRow]));
                Attempt(() => table.Read(column, 0, new System.Numerics.Complex[column.ElementsPerRow]));
                Attempt(() => table.Read(column, 0, new string[column.ElementsPerRow]));
                Attempt(() => (table as BinaryTableHdu)?.ReadArray<float>(column, 0));
            }
        }

        // A column that holds something else says so; the others are still to be read.
        static void Attempt(Action read)
        {
            try
            {
                read();
            }
            catch (FitsException)
            {
            }
        }
    }

    void AssertFails(string reason, byte[] bytes, Action<FitsFile> read)
    {
        FitsException exception = Assert.Throws<FitsException>(() =>
        {
            using FitsFile file = folder.Open(bytes);
            read(file);
        });
        string path = folder.Path("test.fits");
        Assert.Equal(reason.StartsWith("HDU", StringComparison.Ordinal) ? $"{path}, {reason}" : $"{path}: {reason}", exception.Message);
    }
}
