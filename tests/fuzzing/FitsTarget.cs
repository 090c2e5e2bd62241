using System.IO.Compression;
using System.Numerics;
using Astra.Fits;
using Astra.Testing;

namespace Astra.Fuzzing;

/// <summary>The FITS reader: every HDU, card, image and column, by every way to read them.</summary>
sealed class FitsTarget : FuzzTarget
{
    /// <summary>Read of each image and column: enough to leave the first blocks and chunks, little enough for thousands of inputs a second.</summary>
    const int MostElements = 6000;

    const int MostRows = 40;
    const int MostHdus = 40;

    readonly Dictionary<byte[], ulong> digests = new(ReferenceEqualityComparer.Instance);

    public override string Name => "fits";

    /// <summary>Of a packed file, what it unpacks to counts: DEFLATE packs 1032 bytes into one at best.</summary>
    public override long MostAllocated(byte[] input) => base.MostAllocated(input) * (input is [0x1F, 0x8B, ..] ? 1032 : 1);

    public override bool IsRefusal(Exception exception) => exception is FitsException;

    public override ulong Read(byte[] input, string file)
    {
        File.WriteAllBytes(file, input);
        using FitsFile fits = FitsFile.Open(file, 4 * ByteMutations.MostBytes);
        ContentDigest digest = new();
        foreach (Hdu hdu in fits.Hdus.Take(MostHdus))
        {
            Add(ref digest, hdu);
        }

        return digest.Value;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds()
    {
        byte[][] plain = [Images(), BinaryTables(), AsciiTables(), Sums()];
        return [.. plain, Packed(Images()), Packed(BinaryTables())];
    }

    protected override Mutant Mutate(byte[] seed, MutationRandom random)
    {
        if (seed[0] == 0x1F)
        {
            byte[] unpacked = Unpacked(seed);
            return new Mutant(random.OneIn(2)
                ? Several(seed, random, bytes => ByteMutations.Apply(bytes, random, random.Pick(Seeds)))
                : Packed(Several(unpacked, random, bytes => Damaged(bytes, random))));
        }

        return random.OneIn(10) ? new Mutant(Several(seed, random, bytes => CardMutations.ApplyHarmless(bytes, random)), DigestOf(seed))
            : new Mutant(Several(seed, random, bytes => Damaged(bytes, random)));
    }

    byte[] Damaged(byte[] bytes, MutationRandom random) =>
        random.OneIn(3) ? ByteMutations.Apply(bytes, random, random.Pick(Seeds)) : CardMutations.Apply(bytes, random);

    ulong DigestOf(byte[] seed)
    {
        lock (digests)
        {
            if (!digests.TryGetValue(seed, out ulong digest))
            {
                string file = Path.GetTempFileName();
                digests[seed] = digest = Read(seed, file);
                File.Delete(file);
            }

            return digest;
        }
    }

    static void Add(ref ContentDigest digest, Hdu hdu)
    {
        digest.Add(hdu.Name);
        foreach (FitsCard card in hdu.Header.Cards.Where(card => card.Keyword is not ("COMMENT" or "HISTORY" or "")))
        {
            digest.Add(card.Keyword);
            digest.Add((long)card.Value.Kind);
            digest.Add(card.Value.Text);
            digest.Add(card.Value.Integer);
            digest.Add(card.Value.Real);
            Ask(ref digest, hdu.Header, card.Keyword);
        }

        switch (hdu)
        {
            case ImageHdu image:
                Add(ref digest, image);
                break;
            case TableHdu table:
                Add(ref digest, table);
                break;
        }

        // Whatever comments say, they are part of the sum: that of damaged files differs, that of files with more comments too.
        _ = Try(() => (hdu.VerifyChecksum(), hdu.VerifyDataSum()));
    }

    static void Ask(ref ContentDigest digest, FitsHeader header, string keyword)
    {
        // One way of four, by what was read before: exceptions take longer than all the rest.
        switch (digest.Value % 4)
        {
            case 0:
                digest.Add(Try(() => header.TryGetInt64(keyword, out long value) ? value : 0));
                break;
            case 1:
                digest.Add(Try(() => header.TryGetDouble(keyword, out double value) ? value : 0));
                break;
            case 2:
                digest.Add(Try(() => header.TryGetBoolean(keyword, out bool value) && value ? 1L : 0));
                break;
            default:
                digest.Add(Try(() => header.GetString(keyword)));
                break;
        }
    }

    static void Add(ref ContentDigest digest, ImageHdu image)
    {
        Require(image.Width >= 0 && image.Rows >= 0 && image.PixelCount >= 0 && (image.Rows == 0 || image.Rows * image.Width == image.PixelCount), "the sizes of an image disagree");
        int pixels = (int)Math.Min(image.PixelCount, MostElements);
        long[] places = [0, image.PixelCount - pixels];
        foreach (long first in places)
        {
            Read<float>(ref digest, pixels, destination => image.ReadPixels(first, destination));
            Read<double>(ref digest, pixels, destination => image.ReadPixels(first, destination));
            Read<int>(ref digest, pixels, destination => image.ReadPixels(first, destination));
            Read<long>(ref digest, pixels, destination => image.ReadPixels(first, destination));
        }

        if (image.Width is > 0 and <= MostElements)
        {
            Read<double>(ref digest, (int)image.Width, destination => image.ReadRow(image.Rows - 1, destination));
        }
    }

    static void Add(ref ContentDigest digest, TableHdu table)
    {
        Require(table.RowsPerBlock > 0 && table.RowCount >= 0, "the sizes of a table are impossible");
        foreach (TableColumn column in table.Columns.Take(50))
        {
            digest.Add(column.Name);
            digest.Add(column.Unit);
            digest.Add(column.Scale);
            digest.Add(column.Zero);
            digest.Add(column.Null ?? 0);
            Require(column.ElementsPerRow >= 0 && column.Repeat >= 0 && column.Dimensions.All(axis => axis >= 0), "the sizes of a column are impossible");
            int rows = (int)Math.Min(Math.Min(table.RowCount, MostRows), column.ElementsPerRow == 0 ? 0 : MostElements / column.ElementsPerRow);
            foreach (long first in (long[])[0, table.RowCount - rows])
            {
                int elements = rows * column.ElementsPerRow;
                switch (digest.Value % 7)
                {
                    case 0:
                        Read<float>(ref digest, elements, destination => table.Read(column, first, destination));
                        break;
                    case 1:
                        Read<byte>(ref digest, elements, destination => table.Read(column, first, destination));
                        break;
                    case 2:
                        Read<int>(ref digest, elements, destination => table.Read(column, first, destination));
                        break;
                    case 3:
                        Read<long>(ref digest, elements, destination => table.Read(column, first, destination));
                        break;
                    case 4:
                        Read<bool>(ref digest, elements, destination => table.Read(column, first, destination));
                        break;
                    case 5:
                        Read<Complex>(ref digest, elements, destination => table.Read(column, first, destination));
                        break;
                    default:
                        Read<double>(ref digest, elements, destination => table.Read(column, first, destination));
                        break;
                }

                string[] texts = new string[elements];
                if (Try(() => Done(() => table.Read(column, first, texts.AsSpan()))) != 0)
                {
                    foreach (string text in texts)
                    {
                        digest.Add(text);
                    }
                }
            }

            if (table is BinaryTableHdu binary && (column.IsVariableLength || column.Repeat <= MostElements))
            {
                for (long row = 0; row < Math.Min(table.RowCount, 4); row++)
                {
                    switch (digest.Value % 5)
                    {
                        case 0:
                            ReadArray<double>(ref digest, binary, column, row);
                            break;
                        case 1:
                            ReadArray<byte>(ref digest, binary, column, row);
                            break;
                        case 2:
                            ReadArray<long>(ref digest, binary, column, row);
                            break;
                        case 3:
                            ReadArray<bool>(ref digest, binary, column, row);
                            break;
                        default:
                            ReadArray<Complex>(ref digest, binary, column, row);
                            break;
                    }
                }
            }
        }
    }

    static void Read<T>(ref ContentDigest digest, int count, Action<T[]> read)
        where T : unmanaged
    {
        T[] destination = new T[count];
        if (Try(() => Done(() => read(destination))) != 0)
        {
            digest.Add((ReadOnlySpan<T>)destination);
        }
    }

    static void ReadArray<T>(ref ContentDigest digest, BinaryTableHdu table, TableColumn column, long row)
        where T : unmanaged
    {
        T[]? array = null;
        if (Try(() => Done(() => array = table.ReadArray<T>(column, row))) != 0)
        {
            digest.Add((ReadOnlySpan<T>)array);
        }
    }

    static long Done(Action action)
    {
        action();
        return 1;
    }

    /// <summary>One refusal must not hide what comes after it.</summary>
    static T? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FitsException)
        {
            return default;
        }
    }

    static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new WrongAnswerException(otherwise);
        }
    }

    static byte[] Images() => new FitsBuilder()
        .PrimaryImage(16, [7, 5], Ramp(35), ("BSCALE", 2.0), ("BZERO", 32768), ("BLANK", -5), ("OBJECT", "it's"), ("LONG", 1.25e-300))
        .Image(-32, [100, 3], Ramp(300), ("EXTNAME", "FLUX"))
        .Image(-64, [9], Ramp(9), ("EXTNAME", "NAN"))
        .Image(8, [4, 3, 2], Ramp(24), ("BZERO", -128))
        .Image(64, [3, 2], Ramp(6), ("BZERO", 9223372036854775807L))
        .Image(32, [2, 0], [], ("EXTNAME", "EMPTY"))
        .Bytes();

    static byte[] BinaryTables()
    {
        const int RowBytes = 12 + 2 + 4 + 8 + 4 + 24 + 1 + 2 + 3 + 8 + 16 + 8 + 16;
        const int Rows = 6;
        byte[] rows = new byte[RowBytes * Rows];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i % RowBytes < 12 ? (byte)('A' + (i % 20)) : i % RowBytes >= RowBytes - 24 ? (byte)0 : (byte)(i * 7);
        }

        for (int row = 0; row < Rows; row++)
        {
            // Array descriptors: length and place in the heap.
            rows[(row * RowBytes) + RowBytes - 24 + 3] = (byte)row;
            rows[(row * RowBytes) + RowBytes - 24 + 7] = (byte)(row * 4);
            rows[(row * RowBytes) + RowBytes - 16 + 7] = (byte)(row + 1);
            rows[(row * RowBytes) + RowBytes - 16 + 15] = (byte)(row * 2);
        }

        return new FitsBuilder()
            .Primary(("ORIGIN", "fuzz"))
            .BinaryTable(["12A", "1I", "1J", "1K", "1E", "3D", "1L", "11X", "3B", "1C", "1M", "1PE(5)", "1QA(6)"], RowBytes, rows, [.. Enumerable.Range(0, 64).Select(i => (byte)(i + 60))],
                ("TNULL2", -1), ("TSCAL3", 0.5), ("TZERO3", 100.0), ("TUNIT5", "K"), ("TDIM1", "(3,4)"), ("TDIM6", "(3,1)"), ("TZERO4", 9223372036854775807L), ("EXTNAME", "STARS"), ("THEAP", RowBytes * Rows))
            .Bytes();
    }

    static byte[] AsciiTables() => new FitsBuilder()
        .Primary()
        .AsciiTable([(1, "A5"), (7, "I6"), (14, "F8.3"), (23, "E12.4"), (36, "D9.2")],
            [.. new[] { "star1   -123   12.345   1.234E+03  5.0D+01", "star2 999999 99999999  -1.0E-300       12", "           *        .          -1  1234567" }.Select(line => line.PadRight(46))], ("TNULL2", "     *"), ("TSCAL3", 2.0))
        .Bytes();

    static byte[] Sums() => new FitsBuilder()
        .Primary(("DATE", "2026-11-21"))
        .Image(16, [40, 2], Ramp(80), ("EXTNAME", "MASK"), ("DATASUM", "1234567"), ("CHECKSUM", "0000000000000000"))
        .BinaryTable(["5E", "1PJ", "0A"], 28, new byte[28 * 4], [1, 2, 3])
        .Bytes();

    static IEnumerable<double> Ramp(int count) => Enumerable.Range(0, count).Select(i => (double)(i - 5));

    static byte[] Packed(byte[] plain)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    static byte[] Unpacked(byte[] packed)
    {
        using MemoryStream plain = new();
        using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
