using System.IO.Compression;

namespace Astra.Neural.Tests;

/// <summary>Checkpoints whose zip file is damaged or lies.</summary>
public sealed class HostileArchiveTests
{
    static readonly byte[] pickle = GoodCheckpoint.Pickle();

    static readonly Dictionary<string, (byte[] File, string Reason)> cases = new()
    {
        ["an empty zip"] = (new ZipBuilder().Build(), "holds no data.pkl"),
        ["a zip without a pickle"] = (new ZipBuilder().Add(new ZipEntry("archive/version", "3\n"u8.ToArray())).Build(), "holds no data.pkl"),
        ["a pickle outside of a folder"] = (new ZipBuilder().Add(new ZipEntry("data.pkl", pickle)).Build(), "holds no data.pkl in a folder"),
        ["two pickles"] = (new ZipBuilder().Add(new ZipEntry("a/data.pkl", pickle)).Add(new ZipEntry("b/data.pkl", pickle)).Build(), "holds 2 data.pkl"),
        ["TorchScript"] = (new ZipBuilder().AddCheckpoint(pickle).Add(new ZipEntry("archive/constants.pkl", [])).Build(), "is a TorchScript archive"),
        ["the other byte order"] = (new ZipBuilder().AddCheckpoint(pickle, GoodCheckpoint.Storages).Add(new ZipEntry("archive/byteorder", "big"u8.ToArray())).Build(), "its byte order is 'big'"),
        ["a data entry missing"] = (ZipBuilder.Checkpoint(pickle, GoodCheckpoint.Storages[1..]), "the file has no data/0"),
        ["a data entry cut short"] = (ZipBuilder.Checkpoint(pickle, ("0", new byte[23]), GoodCheckpoint.Storages[1], GoodCheckpoint.Storages[2]), "storage '0' is said to have 6 numbers of F32, but data/0 has 23 bytes"),
        ["an entry twice"] = (ZipBuilder.Checkpoint(pickle, [.. GoodCheckpoint.Storages, ("0", new byte[24])]), "'archive/data/0' is there twice"),
        ["a name that climbs out"] = (Extra(new ZipEntry("archive/../../etc/passwd", [1])), "has the name 'archive/../../etc/passwd', which is not a plain relative path"),
        ["an absolute name"] = (Extra(new ZipEntry("/etc/passwd", [1])), "which is not a plain relative path"),
        ["a name with backslashes"] = (Extra(new ZipEntry("archive\\data", [1])), "which is not a plain relative path"),
        ["a name with control characters"] = (Extra(new ZipEntry("archive/\u001b[2J", [1])), "has the name 'archive/?[2J'"),
        ["an empty name"] = (Extra(new ZipEntry("", [1])), "has the name ''"),
        ["a name that is not UTF-8"] = (NotUtf8(), "which is not a plain relative path"),
        ["an encrypted entry"] = (Extra(new ZipEntry("archive/x", [1]) { Flags = 1 }), "'archive/x' is encrypted"),
        ["a zip bomb"] = (Bomb(), "'archive/data/0' is compressed (method 8,"),
        ["a pickle that is deflated"] = (Deflated("archive/data.pkl", pickle), "'archive/data.pkl' is compressed"),
        ["an entry that says it is bzip2"] = (Extra(new ZipEntry("archive/x", [1]) { Method = 12 }), "is compressed (method 12"),
        ["an uncompressed entry of two sizes"] = (Extra(new ZipEntry("archive/x", [1]) { Length = 1_000_000_000 }), "has 1 bytes in the file and 1000000000 without compression"),
        ["an entry larger than the file"] = (Extra(new ZipEntry("archive/x", [1]) { Length = 1 << 30, Compressed = 1 << 30 }), "has 1073741824 bytes from byte"),
        ["an entry of 4 GB"] = (Extra(new ZipEntry("archive/x", [1]) { Length = uint.MaxValue, Compressed = uint.MaxValue }), "has 4294967295 bytes from byte"),
        ["an entry whose header is beyond the file"] = (Extra(new ZipEntry("archive/x", [1]) { HeaderStart = 0x7fffffff }), "has no header at byte 2147483647"),
        ["an entry whose header is at 4 GB"] = (Extra(new ZipEntry("archive/x", [1]) { HeaderStart = uint.MaxValue }), "has no header at byte 4294967295"),
        ["an entry whose header is not there"] = (Extra(new ZipEntry("archive/x", [1]) { HeaderStart = 1 }), "has no header at byte 1"),
        ["a damaged local header"] = (Extra(new ZipEntry("archive/x", [1]) { LocalSignature = "PK\x03\x05" }), "has no header at byte"),
        ["a local header of another name"] = (Extra(new ZipEntry("archive/x", [1]) { LocalName = "archive/y" }), "disagree about its name, size or compression"),
        ["a local header of another size"] = (Extra(new ZipEntry("archive/x", [1]) { LocalLength = 2 }), "disagree about its name, size or compression"),
        ["a local header of another compression"] = (Extra(new ZipEntry("archive/x", [1]) { LocalMethod = 8 }), "disagree about its name, size or compression"),
        ["an entry that reaches into the next"] = (Overlapping(), "'archive/data/0' overlaps 'archive/data/9'"),
        ["an entry within another"] = (Nested(), "'archive/data/0' overlaps 'archive/data/9'"),
        ["a wrong checksum of a storage"] = (new ZipBuilder().Add(new ZipEntry("archive/data.pkl", pickle)).Add(new ZipEntry("archive/data/0", new byte[24]) { Checksum = 1 }).Build(), "'archive/data/0' does not match its checksum"),
        ["a wrong checksum of the pickle"] = (new ZipBuilder().Add(new ZipEntry("archive/data.pkl", pickle) { Checksum = 1 }).Build(), "'archive/data.pkl' does not match its checksum"),
        ["more entries than listed"] = (new ZipBuilder { Count = 1 }.AddCheckpoint(pickle, GoodCheckpoint.Storages).Build(), "entry 1 of its zip directory"),
        ["fewer entries than said"] = (new ZipBuilder { Count = 5 }.AddCheckpoint(pickle, GoodCheckpoint.Storages).Build(), "entry 4 of its zip directory"),
        ["65535 entries said"] = (new ZipBuilder { Count = 65_535 }.AddCheckpoint(pickle, GoodCheckpoint.Storages).Build(), "has 65535 entries in"),
        ["a directory longer than the file"] = (new ZipBuilder { DirectoryLength = 1 << 30 }.AddCheckpoint(pickle).Build(), "in 1073741824 bytes"),
        ["a directory shorter than it is"] = (new ZipBuilder { DirectoryLength = 10 }.AddCheckpoint(pickle).Build(), "in 10 bytes"),
        ["a directory beyond the file"] = (new ZipBuilder { DirectoryStart = uint.MaxValue }.AddCheckpoint(pickle).Build(), "from byte 4294967295"),
        ["a directory at the wrong place"] = (new ZipBuilder { DirectoryStart = 0 }.AddCheckpoint(pickle).Build(), "from byte 0"),
        ["something between directory and end"] = (new ZipBuilder { BeforeEnd = new byte[100] }.AddCheckpoint(pickle).Build(), "but it must end at byte"),
        ["something after the end"] = ([.. GoodCheckpoint.File(), 0], "does not end with the directory"),
        ["a zip64 record that says 2^64-1 entries"] = (Zip64((_, length, start) => (ulong.MaxValue, length, start), countUnknown: true), "has 18446744073709551615 entries"),
        ["a zip64 record that disagrees"] = (Zip64((count, length, start) => (count, length, start + 1)), "disagree about size, place or number"),
        ["a zip64 directory that is too long"] = (Zip64((count, length, start) => (count, ulong.MaxValue, start), lengthUnknown: true), "in 18446744073709551615 bytes"),
        ["a zip64 locator that points elsewhere"] = (new ZipBuilder { Zip64 = (count, length, start) => (count, length, start), Zip64Shift = 1 }.AddCheckpoint(pickle).Build(), "its zip64 directory record is not at byte"),
        ["a zip64 locator that points nowhere"] = (new ZipBuilder { Zip64 = (count, length, start) => (count, length, start), Zip64Shift = ulong.MaxValue / 2 }.AddCheckpoint(pickle).Build(), "its zip64 directory record is not at byte"),
        ["the beginning of a zip and nothing more"] = ("PK\x03\x04"u8.ToArray(), "does not end with the directory"),
        ["a pickle of more than 64 MB"] = (ZipBuilder.Checkpoint(new byte[(64 << 20) + 1]), "its data.pkl has 67108865 bytes; up to 67108864 are read"),
        ["a bare pickle of PyTorch before 1.6"] = ([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e], "is a bare pickle, as PyTorch saved before version 1.6"),
        ["an HDF5 file"] = ([0x89, .. "HDF\r\n\x1a\n"u8, .. new byte[100]], "is neither a safetensors file nor a zip checkpoint"),
        ["an empty file"] = ([], "has 0 bytes"),
    };

    public static TheoryData<string> Names => [.. cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused_with_its_reason(string name) => Refusal.Expect(cases[name].File, cases[name].Reason);

    [Fact]
    public void A_zip_cut_anywhere_is_refused()
    {
        byte[] whole = GoodCheckpoint.File();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<WeightFileException>(() => WeightFile.Read("cut", whole[..length], null));
        }
    }

    [Fact]
    public void A_file_of_two_formats_is_read_as_neither()
    {
        // What follows a safetensors file, or precedes a zip, must not hide from a reader of the other format.
        byte[] json = "{}      "u8.ToArray();
        byte[] file = [.. BitConverter.GetBytes((long)json.Length), .. json, .. GoodCheckpoint.File()];
        Refusal.Expect(file, "of which only 0 belong to tensors");
    }

    static byte[] Extra(ZipEntry entry) => new ZipBuilder().AddCheckpoint(pickle, GoodCheckpoint.Storages).Add(entry).Build();

    static byte[] Zip64(Func<ulong, ulong, ulong, (ulong Count, ulong Length, ulong Start)> lie, bool countUnknown = false, bool lengthUnknown = false) =>
        new ZipBuilder { Zip64 = lie, Count = countUnknown ? ushort.MaxValue : null, DirectoryLength = lengthUnknown ? uint.MaxValue : null }.AddCheckpoint(pickle).Build();

    static byte[] NotUtf8()
    {
        byte[] file = Extra(new ZipEntry("archive/zz", [1]));
        for (int at = file.AsSpan().IndexOf("archive/zz"u8); at >= 0; at = file.AsSpan().IndexOf("archive/zz"u8))
        {
            file[at + 8] = 0xff;
        }

        return file;
    }

    static byte[] Bomb() => Deflated("archive/data/0", new byte[64 << 20]);

    static byte[] Deflated(string name, byte[] data)
    {
        MemoryStream memory = new();
        using (ZipArchive zip = new(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry(name).Open();
            entry.Write(data);
        }

        return memory.ToArray();
    }

    /// <summary>The data of one entry are another one, header and all.</summary>
    static byte[] Nested()
    {
        ZipEntry inner = new("archive/data/9", new byte[24]);
        byte[] packed = new ZipBuilder().Add(inner).Build()[..(30 + inner.Name.Length + inner.Data.Length)];
        ZipEntry outer = new("archive/data/0", packed);
        return new ZipBuilder().Add(outer).Add(inner with { HeaderStart = 30u + (uint)outer.Name.Length }).Build();
    }

    /// <summary>One entry is longer than it is and reaches into the next.</summary>
    static byte[] Overlapping() => new ZipBuilder()
        .Add(new ZipEntry("archive/data/0", new byte[24]) { Length = 40, Compressed = 40 })
        .Add(new ZipEntry("archive/data/9", new byte[24]))
        .Build();
}
