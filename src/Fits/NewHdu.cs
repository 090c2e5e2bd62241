namespace Astra.Fits;

/// <summary>An HDU that is being written: its header with room for what is known only at the end, and its data as they come.</summary>
sealed class NewHdu
{
    /// <summary>A multiple of the block of FITS, so that the sum goes on from piece to piece in whole words; about 1 MiB.</summary>
    const int BufferBytes = 364 * HeaderReading.BlockBytes;

    readonly ByteSink sink;
    readonly NewHeader header;
    readonly long headerOffset;
    readonly byte[] buffer;
    int filled;
    ulong sum;

    /// <param name="sink">The file.</param>
    /// <param name="index">0 for the primary HDU.</param>
    /// <param name="header">Closed.</param>
    /// <param name="buffer">Room for the data on their way, from <see cref="NewBuffer"/>: one HDU after the other may use it.</param>
    public NewHdu(ByteSink sink, int index, NewHeader header, byte[] buffer)
    {
        this.sink = sink;
        this.header = header;
        this.buffer = buffer;
        Place = new HduPlace(sink.Path, index) { Name = header.Name };
        headerOffset = sink.Position;
        sink.Append(header.Bytes());
    }

    public HduPlace Place { get; }

    public static byte[] NewBuffer() => GC.AllocateUninitializedArray<byte>(BufferBytes);

    /// <summary>Adds bytes to the data unit.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> room = Room();
            int taken = Math.Min(room.Length, bytes.Length);
            bytes[..taken].CopyTo(room);
            Advance(taken);
            bytes = bytes[taken..];
        }
    }

    /// <summary>Where the next bytes of the data unit may be put; never empty.</summary>
    public Span<byte> Room() => buffer.AsSpan(filled);

    /// <summary>Takes what was put in <see cref="Room"/>.</summary>
    public void Advance(int bytes)
    {
        filled += bytes;
        if (filled == buffer.Length)
        {
            Write();
        }
    }

    /// <summary>Pads the data unit, and fills in the header.</summary>
    public void End(long rows)
    {
        int padded = (int)HeaderReading.Padded(filled);
        buffer.AsSpan(filled, padded - filled).Clear();
        filled = padded;
        Write();
        sink.Overwrite(header.Finished(rows, Checksum.Sum(sum)), headerOffset);
    }

    void Write()
    {
        sum = Checksum.Add(sum, buffer.AsSpan(0, filled));
        sink.Append(buffer.AsSpan(0, filled));
        filled = 0;
    }
}
