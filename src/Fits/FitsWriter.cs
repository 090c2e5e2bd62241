namespace Astra.Fits;

/// <summary>
/// Writes a FITS file, HDU after HDU, with the checksums of each. The file appears under its name only when it is complete and on the disk: whatever
/// goes wrong before, a file of that name from before stays as it is, and nothing else is left.
/// <code>
/// using FitsWriter writer = FitsWriter.Create("stars.fits");
/// writer.WritePrimary([new FitsCard("ORIGIN", "Astra")]);
/// FitsTableWriter table = writer.BeginTable([new("sdss_id", ElementType.Int64), new("teff", ElementType.Single) { Unit = "K" }]);
/// table.AddRows(2);
/// table.Write(0, [54392544L, 54392545L]);
/// table.Write(1, [4832.5f, 5120.25f]);
/// writer.Complete();
/// </code>
/// </summary>
/// <remarks>
/// <para>Data go to the disk as they come: memory is bounded by a buffer of 1 MiB and the rows that the caller adds at once.</para>
/// <para>A path that ends in .gz makes a compressed file. Its plain bytes stand in a nameless file of the same folder until it is completed.</para>
/// <para>The header and the cells are ASCII, as the standard has it. Cards that say how the data are laid out are the writer's.</para>
/// <para>One thread at a time may use a writer and its HDUs.</para>
/// </remarks>
public sealed class FitsWriter : IDisposable
{
    readonly ByteSink sink;
    readonly byte[] buffer = NewHdu.NewBuffer();
    int count;
    bool ended;
    IHduWriter? open;

    FitsWriter(ByteSink sink) => this.sink = sink;

    /// <summary>The path as it was given.</summary>
    public string Path => sink.Path;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Of a file in a folder that exists; it may exist, and is replaced on <see cref="Complete"/>.</param>
    /// <exception cref="FitsException">The file cannot be created there.</exception>
    public static FitsWriter Create(string path) => Create(path, through: null);

    /// <summary>Writes a primary HDU without data.</summary>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">A card cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There is a primary HDU already.</exception>
    public void WritePrimary(IEnumerable<FitsCard>? cards = null)
    {
        if (count > 0)
        {
            throw new InvalidOperationException("The primary HDU is the first.");
        }

        BeginImage(ElementType.Byte, [], cards);
    }

    /// <summary>Writes an image: the primary HDU's when it is the first, else an extension.</summary>
    /// <param name="pixels">Along the first axis, then the second, and so on.</param>
    /// <param name="axes">NAXIS1 (the fastest) first.</param>
    /// <param name="cards">Cards to follow the mandatory ones: EXTNAME, BUNIT and so on.</param>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The axes have another number of pixels, or a card cannot be written.</exception>
    public void WriteImage(ReadOnlySpan<float> pixels, ReadOnlySpan<long> axes, IEnumerable<FitsCard>? cards = null) =>
        WriteImage(ElementType.Single, pixels, axes, cards);

    /// <inheritdoc cref="WriteImage(ReadOnlySpan{float}, ReadOnlySpan{long}, IEnumerable{FitsCard}?)"/>
    public void WriteImage(ReadOnlySpan<double> pixels, ReadOnlySpan<long> axes, IEnumerable<FitsCard>? cards = null) =>
        WriteImage(ElementType.Double, pixels, axes, cards);

    /// <inheritdoc cref="WriteImage(ReadOnlySpan{float}, ReadOnlySpan{long}, IEnumerable{FitsCard}?)"/>
    public void WriteImage(ReadOnlySpan<byte> pixels, ReadOnlySpan<long> axes, IEnumerable<FitsCard>? cards = null) =>
        WriteImage(ElementType.Byte, pixels, axes, cards);

    /// <inheritdoc cref="WriteImage(ReadOnlySpan{float}, ReadOnlySpan{long}, IEnumerable{FitsCard}?)"/>
    public void WriteImage(ReadOnlySpan<short> pixels, ReadOnlySpan<long> axes, IEnumerable<FitsCard>? cards = null) =>
        WriteImage(ElementType.Int16, pixels, axes, cards);

    /// <inheritdoc cref="WriteImage(ReadOnlySpan{float}, ReadOnlySpan{long}, IEnumerable{FitsCard}?)"/>
    public void WriteImage(ReadOnlySpan<int> pixels, ReadOnlySpan<long> axes, IEnumerable<FitsCard>? cards = null) =>
        WriteImage(ElementType.Int32, pixels, axes, cards);

    /// <inheritdoc cref="WriteImage(ReadOnlySpan{float}, ReadOnlySpan{long}, IEnumerable{FitsCard}?)"/>
    public void WriteImage(ReadOnlySpan<long> pixels, ReadOnlySpan<long> axes, IEnumerable<FitsCard>? cards = null) =>
        WriteImage(ElementType.Int64, pixels, axes, cards);

    /// <summary>Begins an image whose pixels come piece by piece. It ends when the next HDU begins, or the file is completed.</summary>
    /// <param name="type">Byte, Int16, Int32, Int64, Single or Double.</param>
    /// <param name="axes">NAXIS1 (the fastest) first.</param>
    /// <param name="cards">Cards to follow the mandatory ones.</param>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">Images cannot hold the type, an axis is negative, or a card cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The image before lacks pixels, or the writer has ended.</exception>
    public FitsImageWriter BeginImage(ElementType type, ReadOnlySpan<long> axes, IEnumerable<FitsCard>? cards = null)
    {
        NewHeader header = FitsImageWriter.Header(isPrimary: count == 0, type, axes, cards ?? []);
        EndHdu();
        FitsImageWriter image = new(Begin(header), type, axes);
        open = image;
        return image;
    }

    /// <summary>Begins a binary table, whose rows are then added. It ends when the next HDU begins, or the file is completed.</summary>
    /// <param name="columns">999 at most, no two of the same name in any case.</param>
    /// <param name="cards">Cards before those of the columns.</param>
    /// <param name="closingCards">Cards after those of the columns.</param>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">A column contradicts itself or stands twice, there are too many, or a card cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There is no primary HDU yet, the image before lacks pixels, or the writer has ended.</exception>
    public FitsTableWriter BeginTable(
        IReadOnlyList<ColumnDefinition> columns, IEnumerable<FitsCard>? cards = null, IEnumerable<FitsCard>? closingCards = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (count == 0)
        {
            throw new InvalidOperationException("A file begins with a primary HDU.");
        }

        NewHeader header = FitsTableWriter.Header(columns, cards ?? [], closingCards ?? []);
        EndHdu();
        FitsTableWriter table = new(Begin(header), columns);
        open = table;
        return table;
    }

    /// <summary>Ends the file: it is on the disk, under its name, when this returns.</summary>
    /// <param name="stop">Gives up, before the file has its name.</param>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There is no HDU, the last image lacks pixels, or the writer has ended.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was asked for; the file is not kept.</exception>
    public void Complete(CancellationToken stop = default)
    {
        if (count == 0)
        {
            throw new InvalidOperationException("A file needs a primary HDU.");
        }

        EndHdu();
        ended = true;
        sink.Commit(stop);
    }

    /// <summary>Closes the file; without <see cref="Complete"/> nothing of it stays.</summary>
    public void Dispose()
    {
        ended = true;
        sink.Dispose();
    }

    /// <summary>As <see cref="Create(string)"/>, with something between the writer and the disk.</summary>
    internal static FitsWriter Create(string path, Func<Stream, Stream>? through)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FitsWriter(ByteSink.Create(path, through));
    }

    void WriteImage<T>(ElementType type, ReadOnlySpan<T> pixels, ReadOnlySpan<long> axes, IEnumerable<FitsCard>? cards)
        where T : unmanaged
    {
        if (FitsImageWriter.PixelCount(axes) != pixels.Length)
        {
            throw new ArgumentException($"Axes of {string.Join(" x ", axes.ToArray())} do not hold {pixels.Length} pixels.", nameof(axes));
        }

        BeginImage(type, axes, cards).AppendStored(pixels);
    }

    NewHdu Begin(NewHeader header) => new(sink, count++, header, buffer);

    void EndHdu()
    {
        if (ended || sink.Failed)
        {
            throw new InvalidOperationException($"{Path}: nothing more can be written: the file was completed, closed, or could not be written.");
        }

        open?.End();
        open = null;
    }
}
