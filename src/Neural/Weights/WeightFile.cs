namespace Astra.Neural;

/// <summary>
/// The tensors of a weight file: safetensors, or a checkpoint of PyTorch (<c>.pt</c>, the zip format that <c>torch.save</c> writes since version 1.6). What a file is
/// decides its content, not its name. Reading never runs code, and never takes more memory than the file's own size and what its tensors need.
/// </summary>
public sealed class WeightFile
{
    /// <summary>The longest file that is read: a whole file is held in memory, and an array holds no more.</summary>
    const long MaximumBytes = 2_000_000_000;

    internal WeightFile(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, Tensor> otherTensors, IReadOnlyDictionary<string,
        string> metadata)
    {
        Path = path;
        Tensors = tensors;
        OtherTensors = otherTensors;
        Metadata = metadata;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its tensors by name, in the file's order; of a checkpoint those of the state dict, named from there. Nested dictionaries give dotted names.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The tensors of a checkpoint outside of its state dict (such as an optimizer's), by dotted path from the top. None in safetensors.</summary>
    public IReadOnlyDictionary<string, Tensor> OtherTensors { get; }

    /// <summary>
    /// Plain values: of safetensors its <c>__metadata__</c>; of a checkpoint its numbers and strings by dotted path from the top (<c>epoch</c> is <c>12</c>), those in lists left out.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stateDict">
    /// Where a checkpoint keeps its state dict: a key (dotted where nested), or the empty string for the top level, which then holds all tensors. By default
    /// <c>model_state_dict</c>, <c>state_dict</c> or <c>model</c> where one of them holds tensors, else the top level where it holds tensors itself, else the only key that has any.
    /// Ignored for safetensors.
    /// </param>
    /// <exception cref="WeightFileException">The file cannot be read, is damaged, hostile or of another format, or it is not clear where its state dict is.</exception>
    public static WeightFile Read(string path, string? stateDict = null)
    {
        WeightFileErrors errors = new(path);
        byte[] bytes;
        try
        {
            long length = new FileInfo(path).Length;
            bytes = length <= MaximumBytes ? File.ReadAllBytes(path) : throw errors.FileTooLong(length, MaximumBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw errors.CannotRead(e);
        }

        return Read(path, bytes, stateDict, errors);
    }

    /// <summary>Writes tensors as safetensors, each stored as its <see cref="Tensor.Type"/> says: the same tensors give the same bytes. The file appears complete or not at all.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">The tensors, in any order.</param>
    /// <param name="metadata">Strings for <see cref="Metadata"/>.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or one has the reserved name <c>__metadata__</c>.</exception>
    /// <exception cref="WeightFileException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, [.. tensors], metadata ?? new Dictionary<string, string>());

    internal static WeightFile Read(string path, byte[] bytes, string? stateDict) => Read(path, bytes, stateDict, new WeightFileErrors(path));

    static WeightFile Read(string path, byte[] bytes, string? stateDict, WeightFileErrors errors) => bytes switch
    {
        // First, because the length that safetensors begin with may look like the beginning of anything.
        [_, _, _, _, _, _, _, _, (byte)'{', ..] => SafetensorsReader.Read(path, bytes, errors),
        [(byte)'P', (byte)'K', ..] => CheckpointReader.Read(path, bytes, stateDict, errors),
        [0x80, ..] => throw errors.BarePickle(),
        { Length: <= sizeof(long) } => throw errors.ShorterThanItsHeader(bytes.Length),
        _ => throw errors.NeitherFormat(),
    };
}
