using System.Globalization;

namespace Astra.Neural;

/// <summary>Every message about weight files.</summary>
/// <param name="file">The file that messages begin with.</param>
sealed class WeightFileErrors(string file)
{
    const string Resave = "If you trust the file, load it in PyTorch and save its state dict alone: torch.save(model.state_dict(), path)";
    const int MaximumQuote = 120;
    const int MaximumList = 200;

    // Files.
    public WeightFileException CannotRead(Exception e) => new($"{file}: cannot be read: {e.Message}", e);

    public WeightFileException CannotWrite(Exception e) => new($"{file}: cannot be written: {e.Message}", e);

    public WeightFileException FileTooLong(long length, long maximum) => Bad($"has {length} bytes; weight files of up to {maximum} bytes are read");

    public WeightFileException ShorterThanItsHeader(int length) => Bad(
        $"has {length} bytes, which is less than any weight file has: it is empty or cut short");

    public WeightFileException NeitherFormat() => Bad("is neither a safetensors file nor a zip checkpoint of PyTorch");

    public WeightFileException BarePickle() => Bad(
        "is a bare pickle, as PyTorch saved before version 1.6. Convert it where you trust it: torch.save(torch.load(old), new) in PyTorch 1.6 or later");

    // Safetensors.
    public WeightFileException HeaderBeyondFile(ulong length, int available) => Bad(
        $"says that its header has {length} bytes, but {available} follow: it is cut short or damaged");

    public WeightFileException HeaderTooLong(ulong length, int maximum) => Bad($"has a header of {length} bytes; up to {maximum} are read");

    public WeightFileException BadHeader(Exception e) => new($"{file}: its header is not the JSON of safetensors: {Shown(e.Message)}", e);

    public WeightFileException BadMetadata(string name) => Bad($"the metadata {Quote(name)} are not strings");

    public WeightFileException IncompleteEntry(string tensor) => Bad(
        tensor, "its header entry needs dtype (a string), shape (a list) and data_offsets (two numbers)");

    public WeightFileException UnknownType(string tensor, string type) => Bad(
        tensor, $"has the type {Quote(type)}; read are {string.Join(", ", Enum.GetValues<TensorType>().Select(known => known.FormatName()))}");

    public WeightFileException TooManyAxes(string tensor, int axes) => Bad(tensor, $"has {axes} axes; up to {TensorView.MaximumRank} are read");

    public WeightFileException BadAxis(string tensor, int axis, string value) => Bad(
        tensor, $"axis {axis} has the size {Quote(value)}, which is not a whole number from 0 to {int.MaxValue}");

    public WeightFileException BadRange(string tensor, string offsets, int available) => Bad(
        tensor, $"its data_offsets {Quote(offsets)} are not a range of the {available} bytes of data");

    public WeightFileException ShapeDisagrees(string tensor, TensorType type, int[] shape, long bytes) =>
        Bad(tensor, $"has {bytes} bytes of data, which is not what the shape {Text(shape)} of {type.FormatName()} takes");

    public WeightFileException Overlap(string tensor, long begin, long covered) => Bad(
        tensor, $"begins at byte {begin} of the data and overlaps the tensor that ends at {covered}");

    public WeightFileException Hole(string tensor, long begin, long covered) => Bad(
        tensor, $"begins at byte {begin} of the data; the bytes from {covered} belong to nothing");

    public WeightFileException UnclaimedData(long covered, int available) => Bad(
        $"has {available} bytes of data, of which only {covered} belong to tensors: it is damaged");

    public static WeightFileException TooLargeForHalf(string tensor, int index, double value) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"tensor {Quote(tensor)}: element {index} is {value:g9}, and 16-bit floating point ends at 65504. Store this tensor in 32 bits."));

    // The zip file around a checkpoint.
    public WeightFileException NoDirectory() => Bad(
        "does not end with the directory of a zip file: it is cut short, or something was appended to it");

    public WeightFileException BadZip64(ulong at) => Bad(
        $"its zip64 directory record is not at byte {at} where its locator says, directly before the locator");

    public WeightFileException DirectoriesDisagree() => Bad(
        "its zip directory and zip64 directory records disagree about size, place or number of entries");

    public WeightFileException DirectoryOutside(ulong start, ulong length, ulong count, int end) =>
        Bad($"says that its zip directory has {count} entries in {length} bytes from byte {start}, but it must end at byte {end}");

    public WeightFileException BadDirectoryEntry(int index, int at) => Bad(
        $"entry {index} of its zip directory, at byte {at}, is damaged or missing");

    public WeightFileException EntryTwice(string name) => BadEntry(name, "is there twice");

    public WeightFileException BadEntryName(string name, int at) => Bad(
        $"the zip entry listed at byte {at} has the name {Quote(name)}, which is not a plain relative path");

    public WeightFileException Encrypted(string name) => BadEntry(name, "is encrypted");

    public WeightFileException Compressed(string name, int method, uint compressed, uint length) =>
        BadEntry(
            name,
            $"is compressed (method {method}, {compressed} bytes for {length}). PyTorch never compresses; pack the archive without compression (zip -0 -r -D)");

    public WeightFileException SizesDisagree(string name, uint compressed, uint length) => BadEntry(
        name, $"is uncompressed, but has {compressed} bytes in the file and {length} without compression");

    public WeightFileException NoLocalHeader(string name, uint at) => BadEntry(name, $"has no header at byte {at}, where the directory says");

    public WeightFileException EntryOutside(string name, long start, uint length, int end) => BadEntry(
        name, $"has {length} bytes from byte {start}, but entries end at byte {end}");

    public WeightFileException HeadersDisagree(string name, uint at) => BadEntry(
        name, $"its header at byte {at} and the directory disagree about its name, size or compression");

    public WeightFileException EntriesOverlap(string name, string other) => BadEntry(name, $"overlaps {Quote(other)}");

    public WeightFileException WrongChecksum(string name) => BadEntry(name, "does not match its checksum (CRC-32): the file is damaged");

    public WeightFileException NoPickle(int count) => Bad(
        $"holds {(count == 0 ? "no" : count)} data.pkl in a folder of its own; a checkpoint of PyTorch has one");

    public WeightFileException TorchScript() => Bad($"is a TorchScript archive, which holds code. {Resave}");

    public WeightFileException WrongByteOrder(string order) => Bad($"its byte order is {Quote(order)}; read is little");

    // The pickle. Its instructions are named as pickletools does, which shows them: python3 -m pickletools data.pkl.
    public WeightFileException PickleTooLong(int length, int maximum) => Bad($"its data.pkl has {length} bytes; up to {maximum} are read");

    public WeightFileException PickleEnds(PicklePlace last) => Bad($"its data.pkl ends after {last} without STOP: it is cut short");

    public WeightFileException UnknownProtocol(PicklePlace place) => Pickle(place, "a pickle of protocol 2 to 5 is expected to begin here");

    public WeightFileException BytesAfterStop(PicklePlace place, int count) => Pickle(place, $"{count} bytes follow the end");

    public WeightFileException Leftovers(PicklePlace place, int count) => Pickle(place, $"{count} values are left over at the end");

    public WeightFileException InstructionCut(PicklePlace place, int wanted, int available) => Pickle(
        place, $"needs {wanted} bytes more where {available} are left: it is cut short or damaged");

    public WeightFileException BadFrame(PicklePlace place, ulong length, int available) => Pickle(
        place, $"a frame of {length} bytes does not fit: {available} are left, and frames do not nest");

    public WeightFileException ForbiddenOpcode(PicklePlace place) => Pickle(
        place, $"is not among the instructions that make tensors and plain values. {Resave}");

    public WeightFileException ForbiddenGlobal(PicklePlace place, string module, string name) => Pickle(
        place, $"names {Quote($"{module}.{name}")} of Python, which is no part of a checkpoint of tensors and plain values. Nothing was run. {Resave}");

    public WeightFileException ForbiddenCall(PicklePlace place, object? callable) => Pickle(
        place, $"calls {Description(callable)}. Nothing was run. {Resave}");

    public WeightFileException ForbiddenBuild(PicklePlace place, object? target) => Pickle(
        place, $"sets the state of {Description(target)}; only an OrderedDict may have attributes. {Resave}");

    public WeightFileException ForbiddenAttribute(PicklePlace place, string attribute) => Pickle(
        place, $"sets the attribute {Quote(attribute)}; only _metadata is known. {Resave}");

    public WeightFileException NotAName(PicklePlace place, object? value) => Pickle(place, $"takes a name of Python from {Description(value)}");

    public WeightFileException NotArguments(PicklePlace place, object? value) => Pickle(
        place, $"passes {Description(value)} as arguments; a tuple is expected");

    public WeightFileException WrongArguments(PicklePlace place, string function) => Pickle(
        place, $"passes {function} other arguments than PyTorch does");

    public WeightFileException Hooks(PicklePlace place) => Pickle(place, $"a tensor has backward hooks, which are code. {Resave}");

    public WeightFileException Extras(PicklePlace place) => Pickle(
        place, "a tensor is a lazily negated or conjugated view. Save it with .resolve_neg().resolve_conj()");

    public WeightFileException NotAStorage(PicklePlace place, object? id) => Pickle(
        place, $"a storage is named by a tuple of 'storage', type, key, place and size; this is {Description(id)}");

    public WeightFileException MissingStorage(PicklePlace place, string key) => Pickle(
        place, $"a tensor lies in storage {Quote(key)}, but the file has no data/{Shown(key)}");

    public WeightFileException StorageOfTwoTypes(PicklePlace place, string key, TensorType first, TensorType second) =>
        Pickle(place, $"storage {Quote(key)} is used as {first.FormatName()} and as {second.FormatName()}");

    public WeightFileException StorageSizeDisagrees(PicklePlace place, PickleStorage storage, long count) =>
        Pickle(
            place,
            $"storage {Quote(storage.Key)} is said to have {count} numbers of {storage.Type.FormatName()}, but data/{Shown(storage.Key)} has {storage.Data.Length} bytes");

    public WeightFileException TooManyTensors(PicklePlace place, int maximum) => Pickle(place, $"there are more than {maximum} tensors");

    public WeightFileException BadRank(PicklePlace place, int axes, int strides) => Pickle(
        place, $"a tensor has {axes} axes and {strides} strides; as many of both, and up to {TensorView.MaximumRank}, are read");

    public WeightFileException BadSize(PicklePlace place, object? size) => Pickle(
        place, $"a tensor has an axis of size {Value(size)}, which is not a whole number from 0 to {int.MaxValue}");

    public WeightFileException BadStride(PicklePlace place, object? stride) => Pickle(
        place, $"a tensor has the stride {Value(stride)}, which is not a whole number of at least 0");

    public WeightFileException TooManyElements(PicklePlace place, int[] shape) => Pickle(
        place, $"a tensor has the shape {Text(shape)}, which is more than memory can hold");

    public WeightFileException OutsideOfStorage(PicklePlace place, int[] shape, long[] strides, long offset, PickleStorage storage) => Pickle(
        place, $"a tensor of shape {Text(shape)}, strides {string.Join(" x ", strides)} and offset {offset} reaches outside of the {storage.Count} numbers of storage {Quote(storage.Key)}");

    public WeightFileException TooManyRepeats(PicklePlace place, int[] shape, int stored, int sharing, int more) => Pickle(
        place, $"a tensor of shape {Text(shape)} repeats {stored} stored numbers; all tensors together may have {sharing} times as many elements as there are stored numbers, and {more} more. Save it with .clone()");

    public WeightFileException WrongContainer(PicklePlace place, object? target) => Pickle(place, $"puts something into {Description(target)}");

    public WeightFileException KeyWithoutValue(PicklePlace place) => Pickle(place, "a dictionary gets a key without a value");

    public WeightFileException BadKey(PicklePlace place, object? key) => Pickle(
        place, $"a dictionary has {Description(key)} as a key; strings and whole numbers are read");

    public WeightFileException KeyTwice(PicklePlace place, string key) => Pickle(place, $"a dictionary has the key {Quote(key)} twice");

    public WeightFileException MemoOutOfOrder(PicklePlace place, uint index, int expected) => Pickle(
        place, $"remembers a value as number {index} where {expected} is next");

    public WeightFileException MissingMemo(PicklePlace place, uint index) => Pickle(place, $"fetches value {index}, which was not remembered");

    public WeightFileException TooManyValues(PicklePlace place, int maximum) => Pickle(place, $"there are more than {maximum} values");

    public WeightFileException StackTooDeep(PicklePlace place, int maximum) => Pickle(
        place, $"more than {maximum} values wait to be put into something");

    public WeightFileException NestedTooDeep(PicklePlace place, int maximum) => Pickle(
        place, $"more than {maximum} things are begun within one another");

    public WeightFileException StackEmpty(PicklePlace place) => Pickle(place, "takes more values than there are");

    public WeightFileException NoMark(PicklePlace place) => Pickle(place, "ends something that was not begun");

    public WeightFileException TooLong(PicklePlace place, ulong length, int maximum) => Pickle(
        place, $"has {length} bytes; up to {maximum} are read");

    public WeightFileException NotText(PicklePlace place) => Pickle(place, "its text is not UTF-8");

    // What a checkpoint holds.
    public WeightFileException NotADictionary(object? top) => Bad($"holds {Description(top)}; a dictionary of tensors is expected. {Resave}");

    public WeightFileException PathTooLong(string path, int maximum) => Bad($"the path {Quote(path)} has more than {maximum} characters");

    public WeightFileException PathTooDeep(string path, int maximum) => Bad(
        $"at {Quote(path)} more than {maximum} dictionaries and lists are within one another");

    public WeightFileException ContainsItself(string path) => Bad($"what is at {Quote(path)} contains itself");

    public WeightFileException SpellsOutTooFar(int maximum) => Bad(
        $"its names spell out to more than {maximum} characters, by sharing dictionaries and lists");

    public WeightFileException TensorTwice(string path) => Bad(path, "there are two of this dotted path");

    public WeightFileException ValueTwice(string path) => Bad($"there are two values of the dotted path {Quote(path)}");

    public WeightFileException NoTensors() => Bad("holds no tensors");

    public WeightFileException NoStateDict(
        string key, IReadOnlyDictionary<string, int> candidates) => Bad($"has no tensors under the key {Quote(key)}. {Candidates(candidates)}");

    public WeightFileException AmbiguousStateDict(IReadOnlyDictionary<string, int> candidates) => Bad(
        $"it is not clear which of its keys is the state dict: give the key. {Candidates(candidates)}");

    // Fitting a network.
    public WeightFileException DoesNotFit(IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> wrongShapes)
    {
        List<string> parts = [];
        AddPart("missing", missing);
        AddPart("unexpected", unexpected);
        AddPart("of the wrong shape", wrongShapes);
        return Bad($"does not fit the network. {string.Join(". ", parts)}");

        void AddPart(string title, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
            {
                string rest = names.Count > MaximumList ? $" and {names.Count - MaximumList} more" : "";
                parts.Add($"{names.Count} {title}: {string.Join(", ", names.Take(MaximumList).Select(Shown))}{rest}");
            }
        }
    }

    public WeightFileException NoTensor(string name) => Bad($"has no tensor {Quote(name)}");

    public static string Text(IEnumerable<int> shape) => $"({string.Join(", ", shape)})";

    static string Candidates(IReadOnlyDictionary<string, int> candidates) => candidates.Count == 0
        ? "Its tensors are at the top level: give the empty key"
        : $"Tensors are under {string.Join(", ", candidates.Take(MaximumList).Select(candidate => $"{Quote(candidate.Key)} ({candidate.Value})"))}";

    WeightFileException Bad(string reason) => new($"{file}: {reason}.");

    WeightFileException Bad(string tensor, string reason) => Bad($"tensor {Quote(tensor)}: {reason}");

    WeightFileException BadEntry(string name, string reason) => Bad($"zip entry {Quote(name)} {reason}");

    WeightFileException Pickle(PicklePlace place, string reason) => Bad($"data.pkl, {place}: {reason}");

    static string Value(object? value) => value is long number ? number.ToString(CultureInfo.InvariantCulture) : Description(value);

    static string Description(object? value) => value switch
    {
        null => "None",
        bool => "a bool",
        string => "a string",
        double => "a number",
        PickleGlobal global => global.Name,
        PickleStorage => "a storage",
        TensorView => "a tensor",
        PickleDictionary => "a dictionary",
        List<object?> => "a list",
        object?[] => "a tuple",
        _ => "an integer",
    };

    static string Quote(string text) => $"'{Shown(text)}'";

    /// <summary>Text of a file, which may be of any length and hold what commands a terminal.</summary>
    static string Shown(string text)
    {
        string shown = text.Length > MaximumQuote ? text[..MaximumQuote] + "..." : text;
        return string.Concat(shown.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
    }
}
