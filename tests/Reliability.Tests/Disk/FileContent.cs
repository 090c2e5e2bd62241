namespace Astra.Reliability.Tests.Disk;

/// <summary>The bytes of a file at one instant; instants share the blocks that did not change between them.</summary>
sealed class FileContent
{
    const int BlockBytes = 4096;

    public static readonly FileContent Empty = new([], 0);

    readonly byte[][] blocks;

    FileContent(byte[][] blocks, long length)
    {
        this.blocks = blocks;
        Length = length;
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    public static FileContent Of(byte[] bytes) => Empty.With([new FileWrite(0, bytes)]);

    /// <summary>The content after some changes, in their order.</summary>
    public FileContent With(IEnumerable<FileChange> changes)
    {
        byte[][] changed = blocks;
        HashSet<int> own = [];
        long length = Length;
        foreach (FileChange change in changes)
        {
            switch (change)
            {
                case FileWrite write when write.Bytes.Length > 0:
                    changed = Resized(changed, Math.Max(length, write.Offset + write.Bytes.Length), own);
                    length = Math.Max(length, write.Offset + write.Bytes.Length);
                    Put(changed, write, own);
                    break;
                case FileTruncation { Length: var shorter } when shorter < length:
                    changed = Resized(changed, shorter, own);
                    length = shorter;
                    int rest = (int)(shorter % BlockBytes);
                    if (rest > 0)
                    {
                        Array.Clear(Own(changed, changed.Length - 1, own), rest, BlockBytes - rest);
                    }

                    break;
            }
        }

        return new FileContent(changed, length);
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i].AsSpan(0, (int)Math.Min(BlockBytes, Length - ((long)i * BlockBytes))).CopyTo(bytes.AsSpan(i * BlockBytes));
        }

        return bytes;
    }

    static byte[][] Resized(byte[][] blocks, long length, HashSet<int> own)
    {
        int count = (int)((length + BlockBytes - 1) / BlockBytes);
        byte[][] resized = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            if (i >= blocks.Length)
            {
                own.Add(i);
            }

            resized[i] = i < blocks.Length ? blocks[i] : new byte[BlockBytes];
        }

        own.RemoveWhere(block => block >= count);
        return resized;
    }

    static void Put(byte[][] blocks, FileWrite write, HashSet<int> own)
    {
        int done = 0;
        while (done < write.Bytes.Length)
        {
            long offset = write.Offset + done;
            int within = (int)(offset % BlockBytes);
            int count = Math.Min(BlockBytes - within, write.Bytes.Length - done);
            write.Bytes.AsSpan(done, count).CopyTo(Own(blocks, (int)(offset / BlockBytes), own).AsSpan(within));
            done += count;
        }
    }

    static byte[] Own(byte[][] blocks, int block, HashSet<int> own)
    {
        if (own.Add(block))
        {
            blocks[block] = (byte[])blocks[block].Clone();
        }

        return blocks[block];
    }
}

/// <summary>What a program did to a file.</summary>
abstract record FileChange;

/// <param name="Offset">Where the bytes go.</param>
sealed record FileWrite(long Offset, byte[] Bytes) : FileChange;

/// <param name="Length">How many bytes are left.</param>
sealed record FileTruncation(long Length) : FileChange;
