using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Astra.Neural;

/// <summary>
/// Carries out the pickle of a checkpoint: the instructions that Python's pickler writes (protocols 2 to 5) for plain values, lists, tuples, dictionaries and tensors.
/// A pickle is a program that may call any function of Python by name; here a name stands for one of the few things of <see cref="PickleGlobal"/> or ends the reading.
/// What comes out consists of null, bool, long, BigInteger, double, string, <see cref="List{T}"/>, object arrays for tuples, <see cref="PickleDictionary"/>,
/// <see cref="PickleGlobal"/>, <see cref="PickleStorage"/> and <see cref="TensorView"/>, and may contain itself.
/// </summary>
/// <param name="pickle">The program.</param>
/// <param name="storages">Where storages come from, by name: null where there is none.</param>
/// <param name="errors">The messages.</param>
sealed class Unpickler(ReadOnlyMemory<byte> pickle, Func<string, ReadOnlyMemory<byte>?> storages, WeightFileErrors errors)
{
    /// <summary>Far more than the names and shapes of the largest published networks take.</summary>
    public const int MaximumBytes = 64 << 20;

    /// <summary>Values that are made or fetched: a tensor takes about 25.</summary>
    public const int MaximumValues = 2_000_000;

    /// <summary>Tensors of a checkpoint.</summary>
    public const int MaximumTensors = 65_536;

    /// <summary>Values that wait to be put into something: Python's pickler lets no more than a thousand wait, but for tuples.</summary>
    public const int MaximumStack = 100_000;

    /// <summary>Things that are begun within one another: Python's own pickler gives up at fewer.</summary>
    public const int MaximumMarks = 1_000;

    /// <summary>The longest string.</summary>
    public const int MaximumString = 1 << 20;

    /// <summary>The longest name of a module, class or function.</summary>
    public const int MaximumName = 256;

    /// <summary>Bytes of the widest integer: a seed may have more than eight.</summary>
    public const int MaximumInteger = 16;

    /// <summary>
    /// How many elements a file's tensors may have, all together: so many for each number of the storages, because tied weights share one, ...
    /// </summary>
    public const int MaximumSharing = 4;

    /// <summary>
    /// ... and so many more. An expanded tensor (stride zero) repeats numbers, so that a file of a few bytes claims any amount of memory. 16 Mi are 64 MiB as 32-bit floats.
    /// </summary>
    public const int MaximumRepeats = 1 << 24;

    static readonly Encoding strictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    readonly List<object?> stack = [];
    readonly Stack<int> marks = new();
    readonly List<object?> memo = [];
    readonly Dictionary<string, PickleStorage> opened = [];
    int position;
    int values;
    int tensors;
    long elements;
    long stored;
    int frameEnd;
    PicklePlace place;

    /// <summary>Carries out the program.</summary>
    /// <exception cref="WeightFileException">It is damaged, or does something that a checkpoint of tensors has no use for.</exception>
    public object? Load()
    {
        if (pickle.Length > MaximumBytes)
        {
            throw errors.PickleTooLong(pickle.Length, MaximumBytes);
        }

        Next();
        if (place.Opcode != PickleOpcode.Proto || Byte() is not (>= 2 and <= 5))
        {
            throw errors.UnknownProtocol(place);
        }

        for (Next(); place.Opcode != PickleOpcode.Stop; Next())
        {
            Execute();
        }

        if (position != pickle.Length)
        {
            throw errors.BytesAfterStop(place, pickle.Length - position);
        }

        object? result = Pop();
        return stack.Count == 0 && marks.Count == 0 ? result : throw errors.Leftovers(place, stack.Count);
    }

    void Next()
    {
        int at = position;
        place = new PicklePlace(at, at < pickle.Length ? (PickleOpcode)pickle.Span[at] : throw errors.PickleEnds(place));
        position = at + 1;
    }

    void Execute()
    {
        switch (place.Opcode)
        {
            case PickleOpcode.Frame:
                BeginFrame();
                break;
            case PickleOpcode.Mark:
                marks.Push(marks.Count < MaximumMarks ? stack.Count : throw errors.NestedTooDeep(place, MaximumMarks));
                break;
            case PickleOpcode.None:
                Push(null);
                break;
            case PickleOpcode.NewTrue:
                Push(true);
                break;
            case PickleOpcode.NewFalse:
                Push(false);
                break;
            case PickleOpcode.BinInt:
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int))));
                break;
            case PickleOpcode.BinInt1:
                Push((long)Byte());
                break;
            case PickleOpcode.BinInt2:
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(sizeof(ushort))));
                break;
            case PickleOpcode.Long1:
                Push(Integer(Byte()));
                break;
            case PickleOpcode.Long4:
                Push(Integer(Length(4, MaximumInteger)));
                break;
            case PickleOpcode.BinFloat:
                Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(sizeof(double))));
                break;
            case PickleOpcode.ShortBinUnicode:
                Push(Text(Byte()));
                break;
            case PickleOpcode.BinUnicode:
                Push(Text(Length(4, MaximumString)));
                break;
            case PickleOpcode.BinUnicode8:
                Push(Text(Length(8, MaximumString)));
                break;
            case PickleOpcode.EmptyTuple:
                Push(Array.Empty<object?>());
                break;
            case PickleOpcode.Tuple1:
                Push(PopLast(1));
                break;
            case PickleOpcode.Tuple2:
                Push(PopLast(2));
                break;
            case PickleOpcode.Tuple3:
                Push(PopLast(3));
                break;
            case PickleOpcode.Tuple:
                Push(PopToMark());
                break;
            case PickleOpcode.EmptyList:
                Push(new List<object?>());
                break;
            case PickleOpcode.Append:
                Append(PopLast(1));
                break;
            case PickleOpcode.Appends:
                Append(PopToMark());
                break;
            case PickleOpcode.EmptyDict:
                Push(new PickleDictionary(isOrdered: false));
                break;
            case PickleOpcode.SetItem:
                SetItems(PopLast(2));
                break;
            case PickleOpcode.SetItems:
                SetItems(PopToMark());
                break;
            case PickleOpcode.BinPut:
                Memoize(Byte());
                break;
            case PickleOpcode.LongBinPut:
                Memoize(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint))));
                break;
            case PickleOpcode.Memoize:
                Memoize((uint)memo.Count);
                break;
            case PickleOpcode.BinGet:
                Recall(Byte());
                break;
            case PickleOpcode.LongBinGet:
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint))));
                break;
            case PickleOpcode.Global:
                PushGlobal(Line(), Line());
                break;
            case PickleOpcode.StackGlobal:
                object?[] names = PopLast(2);
                PushGlobal(
                    names[0] as string ?? throw errors.NotAName(place, names[0]), names[1] as string ?? throw errors.NotAName(place, names[1]));
                break;
            case PickleOpcode.Reduce:
                object?[] call = PopLast(2);
                Push(Call(call[0], call[1] as object?[] ?? throw errors.NotArguments(place, call[1])));
                break;
            case PickleOpcode.Build:
                Build();
                break;
            case PickleOpcode.BinPersId:
                Push(Storage(Pop()));
                break;
            case PickleOpcode.Inst:
                throw errors.ForbiddenGlobal(place, Line(), Line());
            default:
                throw errors.ForbiddenOpcode(place);
        }
    }

    void BeginFrame()
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong)));
        if (place.Byte < frameEnd || length > (ulong)(pickle.Length - position))
        {
            throw errors.BadFrame(place, length, pickle.Length - position);
        }

        frameEnd = position + (int)length;
    }

    object? Call(object? callable, object?[] arguments)
    {
        switch (callable)
        {
            case PickleGlobal { Kind: PickleGlobalKind.RebuildTensor }:
                return RebuildTensor(arguments);
            case PickleGlobal { Kind: PickleGlobalKind.RebuildParameter } when arguments is [TensorView tensor, bool, var hooks]:
                return IsEmpty(hooks) ? tensor : throw errors.Hooks(place);
            case PickleGlobal { Kind: PickleGlobalKind.OrderedDictionary } when arguments.Length == 0:
                return new PickleDictionary(isOrdered: true);
            case PickleGlobal { Kind: PickleGlobalKind.Size } when arguments is [object?[] shape]:
                return shape;
            case PickleGlobal { Kind: PickleGlobalKind.Device } when arguments is [string] or [string, long]:
                return arguments[0];
            case PickleGlobal { Kind: not (PickleGlobalKind.Storage or PickleGlobalKind.NumberType) } known:
                throw errors.WrongArguments(place, known.Name);
            default:
                throw errors.ForbiddenCall(place, callable);
        }
    }

    TensorView RebuildTensor(object?[] arguments)
    {
        if (arguments is not [PickleStorage storage, long offset, object?[] sizes, object?[] steps, bool, var hooks, ..] || arguments.Length > 7)
        {
            throw errors.WrongArguments(place, "torch._utils._rebuild_tensor_v2");
        }

        if (!IsEmpty(hooks))
        {
            throw errors.Hooks(place);
        }

        // PyTorch 2 may say here that the numbers are to be negated or conjugated.
        if (arguments is [.., var extras] && arguments.Length == 7 && !IsEmpty(extras))
        {
            throw errors.Extras(place);
        }

        if (++tensors > MaximumTensors)
        {
            throw errors.TooManyTensors(place, MaximumTensors);
        }

        if (sizes.Length > TensorView.MaximumRank || steps.Length != sizes.Length)
        {
            throw errors.BadRank(place, sizes.Length, steps.Length);
        }

        int[] shape = [.. sizes.Select(size => size is long axis and >= 0 and <= int.MaxValue ? (int)axis : throw errors.BadSize(place, size))];
        long[] strides = [.. steps.Select(step => step is long stride and >= 0 ? stride : throw errors.BadStride(place, step))];
        long count = TensorView.CountOf(shape) ?? throw errors.TooManyElements(place, shape);
        Int128 last = offset;
        for (int axis = 0; axis < shape.Length && count > 0; axis++)
        {
            last += (Int128)(shape[axis] - 1) * strides[axis];
        }

        if (offset < 0 || offset > storage.Count || (count > 0 && last >= storage.Count))
        {
            throw errors.OutsideOfStorage(place, shape, strides, offset, storage);
        }

        elements += count;
        return elements <= (MaximumSharing * stored) + MaximumRepeats
            ? new TensorView(storage.Type, storage.Data, shape, (int)offset, strides)
            : throw errors.TooManyRepeats(place, shape, storage.Count, MaximumSharing, MaximumRepeats);
    }

    static bool IsEmpty(object? value) => value is null or PickleDictionary { Items.Count: 0 };

    PickleStorage Storage(object? id)
    {
        if (id is not object?[] parts || parts is not ["storage", PickleGlobal { Kind: PickleGlobalKind.Storage } global, string key, string, long count])
        {
            throw errors.NotAStorage(place, id);
        }

        if (!opened.TryGetValue(key, out PickleStorage? storage))
        {
            storage = new PickleStorage(key, global.Type, storages(key) ?? throw errors.MissingStorage(place, key));
            opened.Add(key, storage);
            stored += storage.Count;
        }

        if (storage.Type != global.Type)
        {
            throw errors.StorageOfTwoTypes(place, key, storage.Type, global.Type);
        }

        return (Int128)count * storage.Type.Size() == storage.Data.Length ? storage : throw errors.StorageSizeDisagrees(place, storage, count);
    }

    void PushGlobal(string module, string name) => Push(PickleGlobal.Find(module, name) ?? throw errors.ForbiddenGlobal(place, module, name));

    void Build()
    {
        // A state dict remembers the versions of its modules in an attribute, which is of no use here. Any other attribute, and those of any other thing, mean code.
        object? state = Pop();
        if (Peek() is not PickleDictionary { IsOrdered: true } || state is not PickleDictionary attributes)
        {
            throw errors.ForbiddenBuild(place, Peek());
        }

        if (attributes.Items.Keys.FirstOrDefault(name => name != "_metadata") is { } attribute)
        {
            throw errors.ForbiddenAttribute(place, attribute);
        }
    }

    void Append(object?[] items)
    {
        List<object?> list = Peek() as List<object?> ?? throw errors.WrongContainer(place, Peek());
        list.AddRange(items);
    }

    void SetItems(object?[] pairs)
    {
        PickleDictionary dictionary = Peek() as PickleDictionary ?? throw errors.WrongContainer(place, Peek());
        if (pairs.Length % 2 != 0)
        {
            throw errors.KeyWithoutValue(place);
        }

        for (int i = 0; i < pairs.Length; i += 2)
        {
            string key = pairs[i] switch
            {
                string name => name,
                long number => number.ToString(CultureInfo.InvariantCulture),
                var other => throw errors.BadKey(place, other),
            };
            if (!dictionary.Items.TryAdd(key, pairs[i + 1]))
            {
                throw errors.KeyTwice(place, key);
            }
        }
    }

    // Python's pickler numbers what it remembers in the order of its appearance.
    void Memoize(uint index)
    {
        if (index != memo.Count)
        {
            throw errors.MemoOutOfOrder(place, index, memo.Count);
        }

        memo.Add(index < MaximumValues ? Peek() : throw errors.TooManyValues(place, MaximumValues));
    }

    void Recall(uint index) => Push(index < memo.Count ? memo[(int)index] : throw errors.MissingMemo(place, index));

    void Push(object? value)
    {
        if (++values > MaximumValues)
        {
            throw errors.TooManyValues(place, MaximumValues);
        }

        if (stack.Count >= MaximumStack)
        {
            throw errors.StackTooDeep(place, MaximumStack);
        }

        stack.Add(value);
    }

    /// <summary>Values that an instruction may take: those after the last mark.</summary>
    int Available => stack.Count - (marks.TryPeek(out int mark) ? mark : 0);

    object? Peek() => Available > 0 ? stack[^1] : throw errors.StackEmpty(place);

    object? Pop() => PopLast(1)[0];

    object?[] PopLast(int count)
    {
        if (Available < count)
        {
            throw errors.StackEmpty(place);
        }

        object?[] last = CollectionsMarshal.AsSpan(stack)[^count..].ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return last;
    }

    object?[] PopToMark()
    {
        object?[] items = PopLast(marks.Count > 0 ? Available : throw errors.NoMark(place));
        marks.Pop();
        return items;
    }

    byte Byte() => Bytes(1)[0];

    ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > pickle.Length - position)
        {
            throw errors.InstructionCut(place, count, pickle.Length - position);
        }

        ReadOnlySpan<byte> bytes = pickle.Span.Slice(position, count);
        position += count;
        return bytes;
    }

    int Length(int width, int maximum)
    {
        ReadOnlySpan<byte> bytes = Bytes(width);
        ulong length = width == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return length <= (ulong)maximum ? (int)length : throw errors.TooLong(place, length, maximum);
    }

    object Integer(int length)
    {
        if (length > MaximumInteger)
        {
            throw errors.TooLong(place, (ulong)length, MaximumInteger);
        }

        BigInteger value = new(Bytes(length));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    string Text(int length)
    {
        try
        {
            return strictUtf8.GetString(Bytes(length));
        }
        catch (DecoderFallbackException)
        {
            throw errors.NotText(place);
        }
    }

    string Line()
    {
        ReadOnlySpan<byte> rest = pickle.Span[position..];
        int length = rest[..Math.Min(rest.Length, MaximumName)].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw rest.Length < MaximumName ? errors.InstructionCut(place, rest.Length + 1, rest.Length) : errors.TooLong(place, (ulong)rest.Length, MaximumName);
        }

        string line = Text(length);
        position++;
        return line;
    }
}
