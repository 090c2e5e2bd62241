using System.Text;

namespace Astra.Neural.Tests;

/// <summary>An entry of a zip file, with what its headers may say instead of the truth.</summary>
sealed record ZipEntry(string Name, byte[] Data)
{
    public ushort Method { get; init; }

    public ushort Flags { get; init; }

    public uint? Checksum { get; init; }

    public uint? Compressed { get; init; }

    public uint? Length { get; init; }

    public uint? HeaderStart { get; init; }

    public string? LocalName { get; init; }

    public uint? LocalLength { get; init; }

    public ushort? LocalMethod { get; init; }

    public string? LocalSignature { get; init; }
}

/// <summary>Writes zip files, damaged ones included.</summary>
sealed class ZipBuilder
{
    readonly List<ZipEntry> entries = [];

    public ushort? Count { get; init; }

    public uint? DirectoryLength { get; init; }

    public uint? DirectoryStart { get; init; }

    public byte[] BeforeEnd { get; init; } = [];

    /// <summary>Makes the zip64 records that PyTorch writes: given the true number of entries, directory length and start, what they say.</summary>
    public Func<ulong, ulong, ulong, (ulong Count, ulong Length, ulong Start)>? Zip64 { get; init; }

    public ulong Zip64Shift { get; init; }

    /// <summary>A checkpoint: its pickle and its storages.</summary>
    public static byte[] Checkpoint(byte[] pickle, params (string Key, byte[] Data)[] storages) => new ZipBuilder().AddCheckpoint(pickle, storages).Build();

    public ZipBuilder AddCheckpoint(byte[] pickle, params (string Key, byte[] Data)[] storages)
    {
        Add(new ZipEntry("archive/data.pkl", pickle));
        foreach ((string key, byte[] data) in storages)
        {
            Add(new ZipEntry($"archive/data/{key}", data));
        }

        return this;
    }

    public ZipBuilder Add(ZipEntry entry)
    {
        entries.Add(entry);
        return this;
    }

    public byte[] Build()
    {
        MemoryStream zip = new();
        MemoryStream directory = new();
        using BinaryWriter local = new(zip, Encoding.UTF8);
        using BinaryWriter central = new(directory, Encoding.UTF8);
        foreach (ZipEntry entry in entries)
        {
            byte[] name = Encoding.UTF8.GetBytes(entry.Name);
            byte[] localName = Encoding.UTF8.GetBytes(entry.LocalName ?? entry.Name);
            uint checksum = entry.Checksum ?? Crc32.Of(entry.Data);
            uint length = entry.Length ?? (uint)entry.Data.Length;
            uint compressed = entry.Compressed ?? (uint)entry.Data.Length;
            Write(central, "PK\x01\x02", (ushort)0, (ushort)0, entry.Flags, entry.Method, 0u, checksum, compressed, length, (ushort)name.Length, (ushort)0, (ushort)0, (ushort)0, (ushort)0, 0u, entry.HeaderStart ?? (uint)zip.Position, name);
            Write(local, entry.LocalSignature ?? "PK\x03\x04", (ushort)0, entry.Flags, entry.LocalMethod ?? entry.Method, 0u, checksum, entry.LocalLength ?? compressed, entry.LocalLength ?? length, (ushort)localName.Length, (ushort)0, localName, entry.Data);
        }

        uint start = (uint)zip.Position;
        byte[] listed = directory.ToArray();
        local.Write(listed);
        local.Write(BeforeEnd);
        if (Zip64 is not null)
        {
            ulong at = (ulong)zip.Position;
            (ulong count, ulong length, ulong wideStart) = Zip64((ulong)entries.Count, (ulong)listed.Length, start);
            Write(local, "PK\x06\x06", 44ul, (ushort)0, (ushort)0, 0u, 0u, count, count, length, wideStart);
            Write(local, "PK\x06\x07", 0u, at + Zip64Shift, 1u);
        }

        ushort entryCount = Count ?? (ushort)entries.Count;
        Write(local, "PK\x05\x06", (ushort)0, (ushort)0, entryCount, entryCount, DirectoryLength ?? (uint)listed.Length, DirectoryStart ?? start, (ushort)0);
        return zip.ToArray();
    }

    static void Write(BinaryWriter writer, params object[] fields)
    {
        foreach (object field in fields)
        {
            switch (field)
            {
                case string signature:
                    writer.Write(Encoding.Latin1.GetBytes(signature));
                    break;
                case byte[] bytes:
                    writer.Write(bytes);
                    break;
                case ushort value:
                    writer.Write(value);
                    break;
                case uint value:
                    writer.Write(value);
                    break;
                default:
                    writer.Write((ulong)field);
                    break;
            }
        }
    }
}
