using System.Buffers.Binary;
using System.Text;

namespace Astra.Neural.Tests;

/// <summary>Assembles pickles: what PyTorch writes, and what it never would.</summary>
sealed class PickleBuilder
{
    readonly List<byte> bytes = [];
    byte memoized;

    /// <summary>A pickle that begins as those of PyTorch do.</summary>
    public static PickleBuilder Protocol(byte version = 2) => new PickleBuilder().Raw(0x80, version);

    public PickleBuilder Raw(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    /// <summary>Opcodes that are printable and stand alone, such as <c>(</c>, <c>t</c>, <c>R</c>.</summary>
    public PickleBuilder Op(string opcodes) => Raw(Encoding.Latin1.GetBytes(opcodes));

    public PickleBuilder Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op("X").Raw(BitConverter.GetBytes(utf8.Length)).Raw(utf8);
    }

    public PickleBuilder Int(long value) => value switch
    {
        >= 0 and <= byte.MaxValue => Op("K").Raw((byte)value),
        >= int.MinValue and <= int.MaxValue => Op("J").Raw(BitConverter.GetBytes((int)value)),
        _ => Raw(0x8a, 8).Raw(BitConverter.GetBytes(value)),
    };

    public PickleBuilder Float(double value)
    {
        byte[] big = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(big, value);
        return Op("G").Raw(big);
    }

    public PickleBuilder Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBuilder Memoize() => Op("q").Raw(memoized++);

    public PickleBuilder Get(byte index) => Op("h").Raw(index);

    public PickleBuilder Ints(params long[] values)
    {
        Op("(");
        foreach (long value in values)
        {
            Int(value);
        }

        return Op("t");
    }

    public PickleBuilder OrderedDictionary() => Global("collections", "OrderedDict").Op(")R");

    public PickleBuilder Storage(string key, long count, string type = "FloatStorage") =>
        Op("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count).Op("tQ");

    public PickleBuilder Tensor(string key, long count, long[] sizes, long[] strides, long offset = 0, string type = "FloatStorage") =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(key, count, type).Int(offset).Ints(sizes).Ints(strides).Raw(0x89).OrderedDictionary().Op("tR");

    public byte[] Stop() => [.. bytes, (byte)'.'];

    public byte[] Unfinished() => [.. bytes];
}
