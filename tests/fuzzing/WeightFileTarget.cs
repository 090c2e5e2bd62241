using System.Buffers.Binary;
using System.Text;
using Astra.Neural;
using Astra.Neural.Tests;

namespace Astra.Fuzzing;

/// <summary>Weight files: safetensors, and checkpoints of PyTorch (a zip file with a pickle in it).</summary>
sealed class WeightFileTarget : FuzzTarget
{
    const int LengthBytes = sizeof(long);

    /// <summary>
    /// Tensors of a checkpoint may show one number many times over, which the reader limits for the file as a whole; numbers are made only when they are asked for, so that
    /// only tensors that are no larger than the file are.
    /// </summary>
    const int RepeatsRead = 4;

    static readonly byte[] Opcodes =
    [
        .. Enum.GetValues<PickleOpcode>().Select(opcode => (byte)opcode),
        .. "((((}}]])tRQuesabNK"u8,
    ];

    static readonly byte[][] Arguments =
    [
        [], [0], [1], [255], [0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [16, 0, 0, 0], [255, 255, 255, 255, 255, 255, 255, 127], [.. "torch\nFloatStorage\n"u8], [.. "os\nsystem\n"u8],
        [.. "collections\nOrderedDict\n"u8], [.. "torch._utils\n_rebuild_tensor_v2\n"u8], [7, .. "storage"u8], [4, 0, 0, 0, .. "abcd"u8], [1, 0, 0, 0, .. "0"u8],
    ];

    public override string Name => "weights";

    public override bool IsRefusal(Exception exception) => exception is WeightFileException;

    public override ulong Read(byte[] input, string file)
    {
        WeightFile read = WeightFile.Read("input", input, null);
        ContentDigest digest = new();
        foreach ((string name, Tensor tensor) in read.Tensors.Concat(read.OtherTensors))
        {
            digest.Add(name);
            digest.Add((long)tensor.Type);
            long count = tensor.Shape.Aggregate(1L, (product, axis) => checked(product * axis));
            if (tensor.Shape.Any(axis => axis < 0) || count != tensor.Count)
            {
                throw new WrongAnswerException($"the tensor {name} of {tensor.Count} numbers has another shape");
            }

            if (tensor.Count <= RepeatsRead * input.Length)
            {
                digest.Add((ReadOnlySpan<float>)tensor.ReadSingle());
            }
        }

        return digest.Value;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() => [Safetensors(), GoodCheckpoint.File(), ZipBuilder.Checkpoint(GoodCheckpoint.Pickle(), GoodCheckpoint.Storages)];

    protected override Mutant Mutate(byte[] seed, MutationRandom random) => seed[0] == 'P' ? new Mutant(Checkpoint(seed, random))
        : random.OneIn(10) ? new Mutant(Spaced(seed, random), Digest.Value)
        : new Mutant(Damaged(seed, random));

    Lazy<ulong> Digest => digest ??= new(() => Read(Seeds[0], ""));

    Lazy<ulong>? digest;

    byte[] Damaged(byte[] seed, MutationRandom random) => random.OneIn(3)
        ? Several(seed, random, bytes => ByteMutations.Apply(bytes, random, random.Pick(Seeds)))
        : WithHeader(seed, random, header => Several(header, random, text => JsonMutations.Apply(text, random)));

    /// <summary>Another header in front of the same data, with its right length nearly always.</summary>
    public static byte[] WithHeader(byte[] file, MutationRandom random, Func<string, string> change)
    {
        long stated = file.Length < LengthBytes ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file);
        if (stated < 0 || stated > file.Length - LengthBytes)
        {
            return file;
        }

        int length = (int)stated;
        byte[] header = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(file, LengthBytes, length)));
        byte[] start = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(start, random.OneIn(20) ? NumberEdges.Number(random) : header.Length);
        return [.. start, .. header, .. file.AsSpan(LengthBytes + length)];
    }

    static byte[] Spaced(byte[] seed, MutationRandom random) => WithHeader(seed, new MutationRandom("whole", 0, 0), header => header.TrimEnd() + new string(' ', random.Below(300)));

    byte[] Checkpoint(byte[] seed, MutationRandom random)
    {
        switch (random.Below(4))
        {
            case 0:
                return Several(seed, random, bytes => ByteMutations.Apply(bytes, random, random.Pick(Seeds)));
            case 1:
                return Archive(random);
            default:
                byte[] pickle = Several(GoodCheckpoint.Pickle(), random, bytes => DamagedPickle(bytes, random));
                return ZipBuilder.Checkpoint(pickle, GoodCheckpoint.Storages);
        }
    }

    static byte[] DamagedPickle(byte[] pickle, MutationRandom random)
    {
        if (random.OneIn(2))
        {
            return ByteMutations.Apply(pickle, random, GoodCheckpoint.Pickle(), 2, pickle.Length - random.Below(2));
        }

        int at = Math.Min(pickle.Length, 2 + random.Below(pickle.Length));
        byte[] instruction = [random.Pick(Opcodes), .. random.Pick(Arguments)];
        int times = random.OneIn(8) ? 1 + random.Below(50_000 / instruction.Length) : 1;
        return ByteMutations.Inserted(pickle, at, [.. Enumerable.Repeat(instruction, times).SelectMany(bytes => bytes)]);
    }

    static byte[] Archive(MutationRandom random)
    {
        ZipBuilder zip = new()
        {
            Count = Perhaps<ushort>(random),
            DirectoryLength = Perhaps<uint>(random),
            DirectoryStart = Perhaps<uint>(random),
            Zip64 = random.OneIn(2) ? (count, length, start) => (Wide(random, count), Wide(random, length), Wide(random, start)) : null,
            Zip64Shift = random.OneIn(8) ? random.Bits() : 0,
        };
        zip.Add(new ZipEntry("archive/data.pkl", GoodCheckpoint.Pickle()));
        foreach ((string key, byte[] data) in GoodCheckpoint.Storages)
        {
            zip.Add(new ZipEntry(random.OneIn(20) ? random.Pick(["archive/data.pkl", "a/data.pkl", "../x", "", "archive/data/0"]) : $"archive/data/{key}", data)
            {
                Flags = random.OneIn(16) ? (ushort)random.Bits() : (ushort)0,
                Method = random.OneIn(16) ? (ushort)random.Below(10) : (ushort)0,
                Checksum = Perhaps<uint>(random),
                Length = Perhaps<uint>(random),
                Compressed = Perhaps<uint>(random),
                HeaderStart = Perhaps<uint>(random),
                LocalLength = Perhaps<uint>(random),
            });
        }

        return zip.Build();
    }

    static T? Perhaps<T>(MutationRandom random)
        where T : struct, System.Numerics.INumber<T> => random.OneIn(16) ? T.CreateTruncating(NumberEdges.Number(random)) : null;

    static ulong Wide(MutationRandom random, ulong value) => random.OneIn(6) ? (ulong)NumberEdges.Number(random) : value;

    static byte[] Safetensors()
    {
        string path = Path.GetTempFileName();
        WeightFile.Write(
            path,
            [Tensor.From("a", [2, 3], [1f, 2, 3, 4, 5, 6]), Tensor.From("b.weight", [2], [1d, 2]), Tensor.From("c", [], [3f]).ToHalf(), Tensor.From("n", [1, 2], [5L, 6]), Tensor.FromBytes("u", [3], [1, 2, 3])],
            new Dictionary<string, string> { ["format"] = "pt", ["names"] = "x,y" });
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
