using System.Text;

namespace Astra.Neural.Tests;

/// <summary>Checkpoints whose zip file is in order and whose pickle is not.</summary>
public sealed class HostilePickleTests
{
    /// <summary>A storage '0' of four floats is there for all of them.</summary>
    static readonly Dictionary<string, (byte[] Pickle, string Reason)> cases = new()
    {
        // Code.
        ["os.system by GLOBAL and REDUCE"] = (P().Global("os", "system").Op("(").Text("echo harm").Op("tR").Stop(), "GLOBAL at byte 2: names 'os.system' of Python"),
        ["posix.system by GLOBAL"] = (P().Global("posix", "system").Stop(), "names 'posix.system'"),
        ["builtins.eval by GLOBAL"] = (P().Global("builtins", "eval").Op("(").Text("1").Op("tR").Stop(), "names 'builtins.eval'"),
        ["__builtin__.getattr by GLOBAL"] = (P().Global("__builtin__", "getattr").Stop(), "names '__builtin__.getattr'"),
        ["os.system by STACK_GLOBAL"] = (P(4).Text("os").Text("system").Raw(0x93).Op("(").Text("echo harm").Op("tR").Stop(), "STACKGLOBAL at byte 20: names 'os.system'"),
        ["a dotted name by STACK_GLOBAL"] = (P(4).Text("torch").Text("_utils._rebuild_tensor_v2").Raw(0x93).Stop(), "names 'torch._utils._rebuild_tensor_v2'"),
        ["a dotted way out of a permitted module"] = (P(4).Text("collections").Text("OrderedDict.__class__").Raw(0x93).Stop(), "names 'collections.OrderedDict.__class__'"),
        ["STACK_GLOBAL of a number"] = (P(4).Int(1).Text("system").Raw(0x93).Stop(), "takes a name of Python from an integer"),
        ["STACK_GLOBAL of nothing"] = (P(4).Raw(0x93).Stop(), "takes more values than there are"),
        ["os.system by INST"] = (P().Op("(").Text("echo harm").Op("ios\nsystem\n").Stop(), "INST at byte 17: names 'os.system'"),
        ["INST of a permitted name"] = (P().Op("(icollections\nOrderedDict\n").Stop(), "INST at byte 3: names 'collections.OrderedDict'"),
        ["os.system by OBJ"] = (P().Op("(").Global("os", "system").Op("o").Stop(), "names 'os.system'"),
        ["OBJ of a permitted name"] = (P().Op("(").Global("collections", "OrderedDict").Op("o").Stop(), "OBJ at byte 28: is not among the instructions"),
        ["NEWOBJ"] = (P().Global("collections", "OrderedDict").Op(")").Raw(0x81).Stop(), "NEWOBJ at byte 28: is not among"),
        ["NEWOBJ_EX"] = (P(4).Global("collections", "OrderedDict").Op(")}").Raw(0x92).Stop(), "NEWOBJEX"),
        ["EXT1"] = (P().Raw(0x82, 1).Stop(), "EXT1 at byte 2: is not among"),
        ["EXT2"] = (P().Raw(0x83, 1, 0).Stop(), "EXT2"),
        ["EXT4"] = (P().Raw(0x84, 1, 0, 0, 0).Stop(), "EXT4"),
        ["REDUCE of a string"] = (P().Text("os.system").Op(")R").Stop(), "calls a string"),
        ["REDUCE of a storage type"] = (P().Global("torch", "FloatStorage").Op(")R").Stop(), "calls torch.FloatStorage"),
        ["REDUCE of a tensor"] = (P().Tensor("0", 4, [4], [1]).Op(")R").Stop(), "calls a tensor"),
        ["REDUCE with a list of arguments"] = (P().Global("collections", "OrderedDict").Op("]R").Stop(), "passes a list as arguments"),
        ["OrderedDict made with arguments"] = (P().Global("collections", "OrderedDict").Op("(]tR").Stop(), "passes collections.OrderedDict other arguments"),
        ["torch.load by GLOBAL"] = (P().Global("torch", "load").Stop(), "names 'torch.load'"),
        ["torch.hub.load by GLOBAL"] = (P().Global("torch.hub", "load").Stop(), "names 'torch.hub.load'"),
        ["a permitted name of another module"] = (P().Global("evil", "OrderedDict").Stop(), "names 'evil.OrderedDict'"),
        ["a whole network instead of a state dict"] = (P().Global("torch.nn.modules.linear", "Linear").Op(")").Raw(0x81).Stop(), "torch.save(model.state_dict(), path)"),
        ["numpy scalars"] = (P().Global("numpy.core.multiarray", "scalar").Stop(), "names 'numpy.core.multiarray.scalar'"),
        ["bytes by codecs"] = (P().Global("_codecs", "encode").Stop(), "names '_codecs.encode'"),
        ["a name that commands the terminal"] = (P().Global("os\u001b[2J", "system").Stop(), "names 'os?[2J.system'"),
        ["BUILD of a plain dictionary"] = (P().Op("}}b").Stop(), "sets the state of a dictionary"),
        ["BUILD of a tensor"] = (P().Tensor("0", 4, [4], [1]).Op("}b").Stop(), "sets the state of a tensor"),
        ["BUILD of a class"] = (P().Global("collections", "OrderedDict").Op("}b").Stop(), "sets the state of collections.OrderedDict"),
        ["BUILD of __setstate__"] = (P().OrderedDictionary().Op("}").Text("__setstate__").Int(1).Op("sb").Stop(), "sets the attribute '__setstate__'"),
        ["BUILD of __class__"] = (P().OrderedDictionary().Op("}").Text("__class__").Int(1).Op("sb").Stop(), "sets the attribute '__class__'"),
        ["BUILD with a tuple of states"] = (P().OrderedDictionary().Op("N}").Raw(0x86).Op("b").Stop(), "sets the state of a dictionary"),
        ["backward hooks of a tensor"] = (P().Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("0", 4).Int(0).Ints(4).Ints(1).Raw(0x89).OrderedDictionary().Int(1).Int(1).Op("stR").Stop(), "has backward hooks"),
        ["backward hooks of a parameter"] = (P().Global("torch._utils", "_rebuild_parameter").Op("(").Tensor("0", 4, [4], [1]).Raw(0x88).Op("}").Int(1).Int(1).Op("stR").Stop(), "has backward hooks"),
        ["a lazily negated tensor"] = (P().Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("0", 4).Int(0).Ints(4).Ints(1).Raw(0x89).OrderedDictionary().Op("}").Text("neg").Raw(0x88).Op("stR").Stop(), "lazily negated"),

        // Instructions that no pickler of PyTorch writes.
        ["protocol 0"] = (Encoding.ASCII.GetBytes("(dp0\n."), "MARK at byte 0: a pickle of protocol 2 to 5"),
        ["protocol 1"] = (new PickleBuilder().Op("}").Stop(), "a pickle of protocol 2 to 5"),
        ["protocol 6"] = (P(6).Op("}").Stop(), "PROTO at byte 0: a pickle of protocol 2 to 5"),
        ["a second PROTO"] = (P().Raw(0x80, 2).Op("}").Stop(), "PROTO at byte 2: is not among"),
        ["an unknown opcode"] = (P().Raw(0xff).Stop(), "opcode 0xff at byte 2: is not among"),
        ["opcode 0"] = (P().Raw(0).Stop(), "opcode 0x00 at byte 2"),
        ["POP"] = (P().Op("N0").Stop(), "POP at byte 3"),
        ["POP_MARK"] = (P().Op("(N1").Stop(), "POPMARK at byte 4"),
        ["DUP"] = (P().Op("N2").Stop(), "DUP at byte 3"),
        ["text integers"] = (P().Op("I12\n").Stop(), "INT at byte 2"),
        ["text PERSID"] = (P().Op("P0\n").Stop(), "PERSID at byte 2"),
        ["text strings"] = (P().Op("S'a'\n").Stop(), "STRING at byte 2"),
        ["sets"] = (P(4).Raw(0x8f).Stop(), "EMPTYSET"),
        ["bytes"] = (P(4).Op("C").Raw(1, 65).Stop(), "SHORTBINBYTES"),
        ["out-of-band buffers"] = (P(5).Raw(0x97).Stop(), "NEXTBUFFER"),
        ["bytearrays"] = (P(5).Raw(0x96, 1, 0, 0, 0, 0, 0, 0, 0, 65).Stop(), "BYTEARRAY8"),

        // The machine's stack, memo and marks.
        ["an empty pickle"] = ([], "data.pkl ends"),
        ["no STOP"] = (P().Op("}").Unfinished(), "ends after EMPTYDICT at byte 2 without STOP"),
        ["STOP on an empty stack"] = (P().Stop(), "STOP at byte 2: takes more values than there are"),
        ["two values at STOP"] = (P().Op("}}").Stop(), "1 values are left over"),
        ["a mark at STOP"] = (P().Op("}(N").Stop(), "values are left over"),
        ["bytes after STOP"] = ([.. P().Op("}").Stop(), 1, 2, 3], "3 bytes follow the end"),
        ["a second pickle after STOP"] = ([.. P().Op("}").Stop(), .. P().Global("os", "system").Stop()], "bytes follow the end"),
        ["TUPLE without a mark"] = (P().Op("t").Stop(), "ends something that was not begun"),
        ["SETITEMS without a mark"] = (P().Op("}NNu").Stop(), "SETITEMS at byte 5: ends something"),
        ["taking through a mark"] = (P().Op("}N(Ns").Stop(), "takes more values than there are"),
        ["APPEND to nothing"] = (P().Op("Na").Stop(), "takes more values than there are"),
        ["APPEND to a tuple"] = (P().Op(")Na").Stop(), "puts something into a tuple"),
        ["APPENDS to a dictionary"] = (P().Op("}(Ne").Stop(), "puts something into a dictionary"),
        ["SETITEM of a list"] = (P().Op("]NNs").Stop(), "puts something into a list"),
        ["SETITEMS of a tensor"] = (P().Tensor("0", 4, [4], [1]).Op("(").Text("a").Op("Nu").Stop(), "puts something into a tensor"),
        ["a key without a value"] = (P().Op("}(").Text("a").Op("u").Stop(), "gets a key without a value"),
        ["a list as key"] = (P().Op("}]Ns").Stop(), "has a list as a key"),
        ["None as key"] = (P().Op("}NNs").Stop(), "has None as a key"),
        ["a key twice"] = (P().Op("}").Text("a").Int(1).Op("s").Text("a").Int(2).Op("s").Stop(), "has the key 'a' twice"),
        ["a missing memo"] = (P().Get(7).Stop(), "BINGET at byte 2: fetches value 7, which was not remembered"),
        ["a missing memo by LONG_BINGET"] = (P().Op("j").Raw(255, 255, 255, 255).Stop(), "fetches value 4294967295"),
        ["memo number 4294967295"] = (P().Op("}r").Raw(255, 255, 255, 255).Stop(), "remembers a value as number 4294967295 where 0 is next"),
        ["a memo written twice"] = (P().Op("}q").Raw(0).Op("q").Raw(0).Stop(), "remembers a value as number 0 where 1 is next"),
        ["MEMOIZE of nothing"] = (P(4).Raw(0x94).Stop(), "takes more values than there are"),
        ["a dictionary within itself"] = (P().Op("}").Memoize().Text("a").Get(0).Op("s").Stop(), "what is at 'a.a' contains itself"),
        ["a list within itself"] = (P().Op("}").Text("a").Op("]").Memoize().Get(0).Op("as").Stop(), "what is at 'a.0' contains itself"),
        ["two dictionaries within each other"] = (P().Op("}").Memoize().Text("a").Op("}").Memoize().Text("b").Get(0).Op("ss").Stop(), "contains itself"),
        ["lists that double thirty times"] = (Doubling(30), "spell out to more than"),
        ["a thousand lists within one another"] = (P().Op("}").Text("a").Op(new string(']', 1_000) + new string('a', 999) + "s").Stop(), "more than 64 dictionaries and lists are within one another"),
        ["a long history fetched again and again"] = (Replayed(), "spell out to more than"),
        ["a million marks"] = (P().Op(new string('(', 1_000_000)).Stop(), "more than 1000 things are begun"),
        ["a million values on the stack"] = (P().Op(new string('N', 1_000_000)).Stop(), "more than 100000 values wait"),
        ["millions of lists"] = (P().Op("]" + string.Concat(Enumerable.Repeat("(" + new string(']', 90_000) + "e", 30))).Stop(), "more than 2000000 values"),
        ["millions of memos"] = (P(4).Op("}").Raw([.. Enumerable.Repeat((byte)0x94, 2_100_000)]).Stop(), "more than 2000000 values"),

        // Lengths.
        ["a string of 4 GB"] = (P().Op("X").Raw(255, 255, 255, 255).Stop(), "BINUNICODE at byte 2: has 4294967295 bytes"),
        ["a string of a negative length"] = (P().Op("X").Raw(0, 0, 0, 128).Stop(), "has 2147483648 bytes"),
        ["a string of 16 EB"] = (P(4).Raw(0x8d).Raw(255, 255, 255, 255, 255, 255, 255, 255).Stop(), "has 18446744073709551615 bytes"),
        ["a string beyond the end"] = (P().Op("X").Raw(100, 0, 0, 0).Op("abc").Stop(), "needs 100 bytes more where 4 are left"),
        ["a string of two megabytes"] = (P().Text(new string('a', 2 << 20)).Stop(), "has 2097152 bytes; up to 1048576"),
        ["a string that is not UTF-8"] = (P().Op("X").Raw(2, 0, 0, 0, 0xc3, 0x28).Stop(), "is not UTF-8"),
        ["an integer of 255 bytes"] = (P().Raw(0x8a, 255).Raw(new byte[255]).Stop(), "LONG1 at byte 2: has 255 bytes"),
        ["an integer beyond the end"] = (P().Raw(0x8a, 16).Stop(), "needs 16 bytes more"),
        ["an integer of 2 GB"] = (P().Raw(0x8b, 255, 255, 255, 127).Stop(), "LONG4 at byte 2: has 2147483647 bytes"),
        ["an integer of a negative length"] = (P().Raw(0x8b, 255, 255, 255, 255).Stop(), "LONG4 at byte 2: has 4294967295 bytes"),
        ["a global without an end"] = (P().Op("ctorch").Unfinished(), "GLOBAL at byte 2: needs"),
        ["a global of a kilobyte"] = (P().Op("c" + new string('a', 1_024)).Stop(), "up to 256 are read"),
        ["a frame beyond the end"] = (P(4).Raw(0x95, 100, 0, 0, 0, 0, 0, 0, 0).Op("}").Stop(), "FRAME at byte 2: a frame of 100 bytes does not fit"),
        ["a frame of 16 EB"] = (P(4).Raw(0x95, 255, 255, 255, 255, 255, 255, 255, 255).Op("}").Stop(), "a frame of 18446744073709551615 bytes"),
        ["a frame within a frame"] = (P(4).Raw(0x95, 11, 0, 0, 0, 0, 0, 0, 0).Raw(0x95, 2, 0, 0, 0, 0, 0, 0, 0).Op("}").Stop(), "frames do not nest"),

        // Storages.
        ["a storage that is no tuple"] = (P().Text("storage").Op("Q").Stop(), "this is a string"),
        ["a storage of too few parts"] = (P().Op("(").Text("storage").Op("tQ").Stop(), "this is a tuple"),
        ["a storage of another word"] = (P().Op("(").Text("module").Global("torch", "FloatStorage").Text("0").Text("cpu").Int(4).Op("tQ").Stop(), "this is a tuple"),
        ["a storage of the type OrderedDict"] = (P().Op("(").Text("storage").Global("collections", "OrderedDict").Text("0").Text("cpu").Int(4).Op("tQ").Stop(), "this is a tuple"),
        ["a storage of complex numbers"] = (P().Storage("0", 4, "ComplexFloatStorage").Stop(), "names 'torch.ComplexFloatStorage'"),
        ["a storage that is not there"] = (P().Storage("1", 4).Stop(), "the file has no data/1"),
        ["a storage outside of its folder"] = (P().Storage("../data.pkl", 4).Stop(), "the file has no data/../data.pkl"),
        ["a storage larger than its entry"] = (P().Storage("0", 5).Stop(), "storage '0' is said to have 5 numbers of F32, but data/0 has 16 bytes"),
        ["a storage smaller than its entry"] = (P().Storage("0", 3).Stop(), "is said to have 3 numbers"),
        ["a storage of negative size"] = (P().Storage("0", -4).Stop(), "is said to have -4 numbers"),
        ["a storage whose size in bytes overflows"] = (P().Storage("0", (1L << 62) + 4).Stop(), "is said to have 4611686018427387908 numbers"),
        ["a storage of 2^63-1 numbers"] = (P().Storage("0", long.MaxValue).Stop(), "is said to have 9223372036854775807 numbers"),
        ["a storage of two types"] = (P().Op("}").Text("a").Storage("0", 4).Op("s").Text("b").Storage("0", 4, "IntStorage").Op("s").Stop(), "is used as F32 and as I32"),
        ["a storage of two sizes"] = (P().Op("}").Text("a").Storage("0", 4).Op("s").Text("b").Storage("0", 2).Op("s").Stop(), "is said to have 2 numbers"),

        // Tensors.
        ["a tensor of too few arguments"] = (P().Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("0", 4).Op("tR").Stop(), "passes torch._utils._rebuild_tensor_v2 other arguments"),
        ["a tensor of a number for a storage"] = (P().Global("torch._utils", "_rebuild_tensor_v2").Op("(").Int(1).Int(0).Ints(4).Ints(1).Raw(0x89).OrderedDictionary().Op("tR").Stop(), "other arguments"),
        ["a parameter of no tensor"] = (P().Global("torch._utils", "_rebuild_parameter").Op("(NNNtR").Stop(), "passes torch._utils._rebuild_parameter other arguments"),
        ["a tensor larger than its storage"] = (P().Tensor("0", 4, [5], [1]).Stop(), "reaches outside of the 4 numbers of storage '0'"),
        ["an offset beyond the storage"] = (P().Tensor("0", 4, [4], [1], 1).Stop(), "reaches outside"),
        ["a negative offset"] = (P().Tensor("0", 4, [2], [1], -1).Stop(), "reaches outside"),
        ["an offset of 2^63-1"] = (P().Tensor("0", 4, [2], [1], long.MaxValue).Stop(), "reaches outside"),
        ["an empty tensor beyond the storage"] = (P().Tensor("0", 4, [0], [1], 5).Stop(), "reaches outside"),
        ["a stride beyond the storage"] = (P().Tensor("0", 4, [2, 2], [3, 1]).Stop(), "reaches outside"),
        ["a stride of 2^63-1"] = (P().Tensor("0", 4, [3, 3], [long.MaxValue, long.MaxValue]).Stop(), "reaches outside"),
        ["strides that overflow to a place inside"] = (P().Tensor("0", 4, [3], [1L << 62]).Stop(), "reaches outside"),
        ["a negative stride"] = (P().Tensor("0", 4, [4], [-1], 3).Stop(), "has the stride -1"),
        ["a negative size"] = (P().Tensor("0", 4, [-4], [1]).Stop(), "an axis of size -4"),
        ["two negative sizes"] = (P().Tensor("0", 4, [-2, -2], [1, 1]).Stop(), "an axis of size -2"),
        ["a size beyond an int"] = (P().Tensor("0", 4, [1L << 32], [0]).Stop(), "an axis of size 4294967296"),
        ["sizes whose product overflows 64 bits"] = (P().Tensor("0", 4, [1 << 30, 1 << 30, 1 << 30], [0, 0, 0]).Stop(), "more than memory can hold"),
        ["sizes whose product overflows to 0"] = (P().Tensor("0", 4, [1 << 16, 1 << 16, 1 << 16, 1 << 16], [0, 0, 0, 0]).Stop(), "more than memory can hold"),
        ["a size that is a string"] = (P().Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("0", 4).Int(0).Op("(").Text("4").Op("t").Ints(1).Raw(0x89).OrderedDictionary().Op("tR").Stop(), "an axis of size a string"),
        ["more sizes than strides"] = (P().Tensor("0", 4, [2, 2], [1]).Stop(), "has 2 axes and 1 strides"),
        ["a hundred axes"] = (P().Tensor("0", 4, [.. Enumerable.Repeat(1L, 100)], [.. Enumerable.Repeat(1L, 100)]).Stop(), "has 100 axes"),
        ["one number expanded to a gigabyte"] = (P().Tensor("0", 4, [1 << 28], [0]).Stop(), "repeats 4 stored numbers"),
        ["a window that slides over itself"] = (P().Tensor("0", 4, [2, 1 << 26], [1, 0]).Stop(), "repeats 4 stored numbers"),
        ["a thousand expanded tensors"] = (Many(1_000, new PickleBuilder().Tensor("0", 4, [1 << 16], [0])), "repeats 4 stored numbers"),
        ["seventy thousand tensors"] = (ManyCalls(70_000), "there are more than 65536 tensors"),

        // What is there at the end.
        ["a number at the top"] = (P().Int(1).Stop(), "holds an integer; a dictionary of tensors is expected"),
        ["a tensor at the top"] = (P().Tensor("0", 4, [4], [1]).Stop(), "holds a tensor; a dictionary of tensors is expected"),
        ["no tensors"] = (P().Op("}").Text("epoch").Int(1).Op("s").Stop(), "holds no tensors"),
        ["an empty dictionary"] = (P().Op("}").Stop(), "holds no tensors"),
        ["two tensors of one dotted path"] = (P().Op("}").Text("a.b").Tensor("0", 4, [4], [1]).Op("s").Text("a").Op("}").Text("b").Tensor("0", 4, [4], [1]).Op("ss").Stop(), "tensor 'a.b': there are two"),
        ["two values of one dotted path"] = (P().Op("}").Text("a.b").Int(1).Op("s").Text("a").Op("}").Text("b").Int(2).Op("ss").Stop(), "two values of the dotted path 'a.b'"),
        ["a name of two kilobytes"] = (P().Op("}").Text(new string('a', 2_048)).Tensor("0", 4, [4], [1]).Op("s").Stop(), "has more than 1024 characters"),
        ["two state dicts"] = (P().Op("}").Text("model").Op("}").Text("w").Tensor("0", 4, [4], [1]).Op("ss").Text("state_dict").Op("}").Text("w").Tensor("0", 4, [4], [1]).Op("ss").Stop(), "give the key. Tensors are under 'model' (1), 'state_dict' (1)"),
        ["two unknown keys"] = (P().Op("}").Text("x").Op("}").Text("w").Tensor("0", 4, [4], [1]).Op("ss").Text("y").Op("}").Text("w").Tensor("0", 4, [4], [1]).Op("ss").Stop(), "Tensors are under 'x' (1), 'y' (1)"),
    };

    public static TheoryData<string> Names => [.. cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused_with_its_reason(string name) => Refusal.Expect(ZipBuilder.Checkpoint(cases[name].Pickle, ("0", new byte[16])), cases[name].Reason);

    [Fact]
    public void A_pickle_cut_anywhere_is_refused()
    {
        byte[] whole = GoodCheckpoint.Pickle();
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] file = ZipBuilder.Checkpoint(whole[..length], GoodCheckpoint.Storages);
            Assert.Contains("data.pkl", Assert.Throws<WeightFileException>(() => WeightFile.Read("cut", file, null)).Message);
        }
    }

    static PickleBuilder P(byte protocol = 2) => PickleBuilder.Protocol(protocol);

    static byte[] Doubling(byte times)
    {
        // A list of lists, each of which holds the one before it twice.
        PickleBuilder pickle = P().Op("}").Text("a").Op("]]").Memoize().Op("a");
        for (byte i = 0; i < times; i++)
        {
            pickle.Op("]").Memoize().Get(i).Op("a").Get(i).Op("aa");
        }

        return pickle.Op("s").Stop();
    }

    static byte[] Replayed()
    {
        PickleBuilder pickle = P().Op("}").Text("a").Op("](").Op("]").Memoize().Op("(" + new string('N', 10_000) + "e");
        for (int i = 0; i < 10_000; i++)
        {
            pickle.Get(0);
        }

        return pickle.Op("es").Stop();
    }

    static byte[] Many(int count, PickleBuilder tensor)
    {
        PickleBuilder pickle = P().Op("](");
        for (int i = 0; i < count; i++)
        {
            pickle.Raw(tensor.Unfinished());
        }

        return pickle.Op("e").Stop();
    }

    /// <summary>One call of the tensor function, spelled out once and then repeated from the memo.</summary>
    static byte[] ManyCalls(int count)
    {
        PickleBuilder pickle = P().Op("](").Global("torch._utils", "_rebuild_tensor_v2").Memoize()
            .Op("(").Storage("0", 4).Int(0).Ints(4).Ints(1).Raw(0x89).OrderedDictionary().Op("t").Memoize().Op("R");
        for (int i = 0; i < count; i++)
        {
            pickle.Get(0).Get(1).Op("R");
        }

        return pickle.Op("e").Stop();
    }
}
