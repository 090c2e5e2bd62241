using System.Buffers.Binary;
using System.Text;

namespace Astra.Neural;

/// <summary>
/// The zip file around a checkpoint: one folder that holds <c>data.pkl</c> and the storages <c>data/0</c>, <c>data/1</c> and so on, all uncompressed. Its own reader, because
/// the base library's neither shows where entries lie, which is how overlapping ones are found, nor checks checksums; and because nothing needs to be inflated, a small file
/// cannot become a large one.
/// </summary>
sealed class CheckpointArchive
{
    /// <summary>The pickle that says what the tensors are.</summary>
    public const string PickleName = "data.pkl";

    const int EndLength = 22;
    const int Zip64LocatorLength = 20;
    const int Zip64EndLength = 56;
    const int DirectoryEntryLength = 46;
    const int LocalHeaderLength = 30;

    static readonly Encoding strictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    readonly ReadOnlyMemory<byte> file;
    readonly WeightFileErrors errors;
    readonly Dictionary<string, Entry> entries = [];
    readonly string folder;

    CheckpointArchive(ReadOnlyMemory<byte> file, WeightFileErrors errors)
    {
        this.file = file;
        this.errors = errors;
        (int count, int directory, int directoryEnd) = FindDirectory();
        ReadDirectory(count, directory, directoryEnd);
        CheckOverlaps();
        string[] pickles = [.. entries.Keys.Where(
            name => name.Count(letter => letter == '/') == 1 && name.EndsWith("/" + PickleName, StringComparison.Ordinal))];
        folder = pickles.Length == 1 ? pickles[0][..^PickleName.Length] : throw errors.NoPickle(pickles.Length);    }

    public static CheckpointArchive Open(ReadOnlyMemory<byte> file, WeightFileErrors errors) => new(file, errors);

    /// <summary>The bytes of an entry of the folder, checked against their checksum; null where there is none of this name.</summary>
    public ReadOnlyMemory<byte>? Read(string name)
    {
        if (!entries.TryGetValue(folder + name, out Entry? entry))
        {
            return null;
        }

        ReadOnlyMemory<byte> data = file.Slice(entry.DataStart, entry.Length);
        return Crc32.Of(data.Span) == entry.Checksum ? data : throw errors.WrongChecksum(entry.Name);
    }

    (int Count, int Directory, int DirectoryEnd) FindDirectory()
    {
        ReadOnlySpan<byte> bytes = file.Span;
        int end = bytes.Length - EndLength;
        if (end < 0 || !bytes[end..].StartsWith("PK\x05\x06"u8) || U16(bytes, end + 20) != 0)
        {
            throw errors.NoDirectory();
        }

        ulong count = U16(bytes, end + 10);
        ulong length = U32(bytes, end + 12);
        ulong start = U32(bytes, end + 16);
        int directoryEnd = end;
        int locator = end - Zip64LocatorLength;
        if (locator >= Zip64EndLength && bytes[locator..].StartsWith("PK\x06\x07"u8))
        {
            ulong zip64 = U64(bytes, locator + 8);
            if (zip64 != (ulong)(locator - Zip64EndLength) || !bytes[(int)zip64..].StartsWith("PK\x06\x06"u8))
            {
                throw errors.BadZip64(zip64);
            }

            directoryEnd = (int)zip64;
            ulong wideCount = U64(bytes, directoryEnd + 32);
            ulong wideLength = U64(bytes, directoryEnd + 40);
            ulong wideStart = U64(bytes, directoryEnd + 48);
            if ((count != ushort.MaxValue && count != wideCount) || (length != uint.MaxValue && length != wideLength) || (start != uint.MaxValue && start != wideStart))
            {
                throw errors.DirectoriesDisagree();
            }

            (count, length, start) = (wideCount, wideLength, wideStart);
        }

        // Nothing may lie between the directory and its end records: what reads a zip from the front and what reads it from the back must see one file.
        if (start > (ulong)directoryEnd || length != (ulong)directoryEnd - start || count > length / DirectoryEntryLength)
        {
            throw errors.DirectoryOutside(start, length, count, directoryEnd);
        }

        return ((int)count, (int)start, directoryEnd);
    }

    void ReadDirectory(int count, int start, int end)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        int at = start;
        for (int i = 0; i < count; i++)
        {
            if (end - at < DirectoryEntryLength || !bytes[at..].StartsWith("PK\x01\x02"u8))
            {
                throw errors.BadDirectoryEntry(i, at);
            }

            int nameLength = U16(bytes, at + 28);
            int next = at + DirectoryEntryLength + nameLength + U16(bytes, at + 30) + U16(bytes, at + 32);
            if (next > end)
            {
                throw errors.BadDirectoryEntry(i, at);
            }

            Entry entry = ReadEntry(bytes, at, Name(bytes.Slice(at + DirectoryEntryLength, nameLength), at), start);
            if (!entries.TryAdd(entry.Name, entry))
            {
                throw errors.EntryTwice(entry.Name);
            }

            at = next;
        }

        if (at != end)
        {
            throw errors.BadDirectoryEntry(count, at);
        }
    }

    string Name(ReadOnlySpan<byte> bytes, int at)
    {
        string name;
        try
        {
            name = strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw errors.BadEntryName(Encoding.Latin1.GetString(bytes), at);
        }

        // Before anything else is checked, because TorchScript compresses its code.
        if (name.Split('/') is [_, "constants.pkl"] or [_, "code", ..])
        {
            throw errors.TorchScript();
        }

        bool harmless = name.Length > 0 && !name.Contains('\\') && !name.Any(char.IsControl) && name.Split('/').All(part => part is not ("" or "." or ".."));
        return harmless ? name : throw errors.BadEntryName(name, at);
    }

    Entry ReadEntry(ReadOnlySpan<byte> bytes, int at, string name, int directory)
    {
        int flags = U16(bytes, at + 8);
        int method = U16(bytes, at + 10);
        uint compressed = U32(bytes, at + 20);
        uint length = U32(bytes, at + 24);
        uint local = U32(bytes, at + 42);
        const int Encrypted = 1;
        if ((flags & Encrypted) != 0)
        {
            throw errors.Encrypted(name);
        }

        if (method != 0)
        {
            throw errors.Compressed(name, method, compressed, length);
        }

        if (compressed != length)
        {
            throw errors.SizesDisagree(name, compressed, length);
        }

        if (local > (uint)directory || directory - local < LocalHeaderLength || !bytes[(int)local..].StartsWith("PK\x03\x04"u8))
        {
            throw errors.NoLocalHeader(name, local);
        }

        int header = (int)local;
        int nameLength = U16(bytes, header + 26);
        long start = (long)header + LocalHeaderLength + nameLength + U16(bytes, header + 28);
        if (start + length > directory)
        {
            throw errors.EntryOutside(name, start, length, directory);
        }

        // Sizes that a writer did not know yet stand as zeros in the local header, and follow the data.
        const int SizesFollow = 8;
        uint localLength = U32(bytes, header + 22);
        uint localCompressed = U32(bytes, header + 18);
        bool known = localLength != 0 || localCompressed != 0 || (U16(bytes, header + 6) & SizesFollow) == 0;
        if (U16(bytes, header + 8) != method
            || (known && (localLength != length || localCompressed != length))
            || !bytes.Slice(header + LocalHeaderLength, nameLength).SequenceEqual(Encoding.UTF8.GetBytes(name)))
        {
            throw errors.HeadersDisagree(name, local);
        }

        return new Entry(name, header, (int)start, (int)length, U32(bytes, at + 16));
    }

    void CheckOverlaps()
    {
        Entry? before = null;
        foreach (Entry entry in entries.Values.OrderBy(entry => entry.HeaderStart))
        {
            if (before is not null && entry.HeaderStart < before.DataStart + before.Length)
            {
                throw errors.EntriesOverlap(before.Name, entry.Name);
            }

            before = entry;
        }
    }

    static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    sealed record Entry(string Name, int HeaderStart, int DataStart, int Length, uint Checksum);
}
