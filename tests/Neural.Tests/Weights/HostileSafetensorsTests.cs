using System.Text;

namespace Astra.Neural.Tests;

public sealed class HostileSafetensorsTests
{
    /// <summary>Sixteen bytes of data follow every header.</summary>
    static readonly Dictionary<string, (string Header, string Reason)> headers = new()
    {
        ["no JSON"] = ("{,", "its header is not the JSON of safetensors"),
        ["JSON that ends early"] = ("{\"a\":", "its header is not the JSON of safetensors"),
        ["JSON after JSON"] = ("{}{}", "its header is not the JSON of safetensors"),
        ["JSON of a thousand levels"] = ("{\"a\":" + new string('[', 1_000), "its header is not the JSON of safetensors"),
        ["a name twice"] = (Two("a", "0,8", "a", "8,16"), "its header is not the JSON of safetensors: Duplicate property 'a'"),
        ["a type twice"] = ("""{"a":{"dtype":"F32","dtype":"F64","shape":[4],"data_offsets":[0,16]}}""", "its header is not the JSON of safetensors: Duplicate property 'dtype'"),
        ["half a surrogate pair as a name"] = ("""{"\ud800":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "its header is not the JSON of safetensors"),
        ["an entry that is a number"] = ("""{"a":1}""", "tensor 'a': its header entry needs"),
        ["no type"] = ("""{"a":{"shape":[4],"data_offsets":[0,16]}}""", "tensor 'a': its header entry needs"),
        ["a type that is a number"] = ("""{"a":{"dtype":32,"shape":[4],"data_offsets":[0,16]}}""", "tensor 'a': its header entry needs"),
        ["no shape"] = ("""{"a":{"dtype":"F32","data_offsets":[0,16]}}""", "tensor 'a': its header entry needs"),
        ["no offsets"] = ("""{"a":{"dtype":"F32","shape":[4]}}""", "tensor 'a': its header entry needs"),
        ["three offsets"] = ("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,8,16]}}""", "tensor 'a': its header entry needs"),
        ["an unknown type"] = ("""{"a":{"dtype":"F8_E4M3","shape":[16],"data_offsets":[0,16]}}""", "tensor 'a': has the type 'F8_E4M3'; read are F16, BF16, F32"),
        ["a type of the wrong case"] = ("""{"a":{"dtype":"f32","shape":[4],"data_offsets":[0,16]}}""", "tensor 'a': has the type 'f32'"),
        ["a negative axis"] = (One("[-4]", "0,16"), "tensor 'a': axis 0 has the size '-4'"),
        ["an axis of a half"] = (One("[1.5]", "0,16"), "tensor 'a': axis 0 has the size '1.5'"),
        ["an axis of text"] = (One("[\"4\"]", "0,16"), "tensor 'a': axis 0 has the size"),
        ["an axis of 2^64"] = (One("[2,18446744073709551616]", "0,16"), "tensor 'a': axis 1 has the size '18446744073709551616'"),
        ["a hundred axes"] = (One($"[{string.Join(',', Enumerable.Repeat(1, 100))}]", "0,16"), "tensor 'a': has 100 axes"),
        ["axes whose product overflows to 4"] = (One("[1073741824,1073741824,16,4]", "0,16"), "tensor 'a': has 16 bytes of data, which is not what the shape (1073741824, 1073741824, 16, 4) of F32 takes"),
        ["a shape that is too large"] = (One("[5]", "0,16"), "tensor 'a': has 16 bytes of data, which is not what the shape (5) of F32 takes"),
        ["a shape that is too small"] = (One("[3]", "0,16"), "which is not what the shape (3) of F32 takes"),
        ["an empty shape with data"] = (One("[0]", "0,16"), "which is not what the shape (0) of F32 takes"),
        ["a range beyond the data"] = (One("[5]", "0,20"), "its data_offsets '[0,20]' are not a range of the 16 bytes"),
        ["a range of 2^62"] = (One("[4]", "0,4611686018427387904"), "are not a range"),
        ["a range of 2^64"] = (One("[4]", "0,18446744073709551616"), "are not a range"),
        ["a range backwards"] = (One("[4]", "16,0"), "are not a range"),
        ["a range before the data"] = (One("[4]", "-16,0"), "are not a range"),
        ["a range of text"] = (One("[4]", "\"0\",16"), "are not a range"),
        ["an overlap"] = (Two("a", "0,8", "b", "4,12"), "tensor 'b': begins at byte 4 of the data and overlaps the tensor that ends at 8"),
        ["the same bytes twice"] = (Two("a", "0,8", "b", "0,8"), "tensor 'b': begins at byte 0"),
        ["a hole"] = (Two("a", "0,4", "b", "8,16"), "tensor 'b': begins at byte 8 of the data; the bytes from 4 belong to nothing"),
        ["a hole at the beginning"] = (One("[2]", "8,16"), "tensor 'a': begins at byte 8 of the data; the bytes from 0 belong to nothing"),
        ["data that belong to nothing"] = (One("[2]", "0,8"), "has 16 bytes of data, of which only 8 belong to tensors"),
        ["no tensors but data"] = ("{}", "has 16 bytes of data, of which only 0 belong to tensors"),
        ["metadata that are a list"] = ("""{"__metadata__":[]}""", "the metadata '__metadata__' are not strings"),
        ["metadata that are numbers"] = ("""{"__metadata__":{"epoch":1}}""", "the metadata 'epoch' are not strings"),
        ["a name that commands the terminal"] = ("""{"\u001b[2J":1}""", "tensor '?[2J': its header entry needs"),
        ["a name of a megabyte"] = ($$"""{"{{new string('a', 1 << 20)}}":1}""", "aaa...': its header entry needs"),
    };

    static readonly Dictionary<string, (byte[] File, string Reason)> files = new()
    {
        ["one byte"] = ([1], "has 1 bytes, which is less than any weight file has"),
        ["a length and nothing more"] = ([2, 0, 0, 0, 0, 0, 0, 0], "has 8 bytes"),
        ["half a header"] = ([2, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "says that its header has 2 bytes, but 1 follow"),
        ["a header of 2^64-1 bytes"] = ([255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}'], "says that its header has 18446744073709551615 bytes"),
        ["a header of 2^63-1 bytes"] = ([255, 255, 255, 255, 255, 255, 255, 127, (byte)'{', (byte)'}'], "says that its header has 9223372036854775807 bytes"),
        ["a header that is a list"] = ([2, 0, 0, 0, 0, 0, 0, 0, (byte)'[', (byte)']'], "is neither a safetensors file nor"),
        ["a header of more than 16 MB"] = ([1, 0, 0, 1, 0, 0, 0, 0, (byte)'{', .. new byte[1 << 24]], "has a header of 16777217 bytes"),
    };

    public static TheoryData<string> FileNames => [.. files.Keys];

    public static TheoryData<string> Names => [.. headers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused_with_its_reason(string name) => Refusal.Expect(File(headers[name].Header), headers[name].Reason);

    [Theory]
    [MemberData(nameof(FileNames))]
    public void A_file_without_a_sound_header_is_refused(string name) => Refusal.Expect(files[name].File, files[name].Reason);

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] whole = File(Two("a", "0,8", "b", "8,16"));
        Assert.Equal(2, WeightFile.Read("whole", whole, null).Tensors.Count);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<WeightFileException>(() => WeightFile.Read("cut", whole[..length], null));
        }
    }

    static string One(string shape, string offsets) => $$$"""{"a":{"dtype":"F32","shape":{{{shape}}},"data_offsets":[{{{offsets}}}]}}""";

    static string Two(string first, string firstOffsets, string second, string secondOffsets) =>
        $$$"""{"{{{first}}}":{"dtype":"U8","shape":[{{{Length(firstOffsets)}}}],"data_offsets":[{{{firstOffsets}}}]},"{{{second}}}":{"dtype":"U8","shape":[{{{Length(secondOffsets)}}}],"data_offsets":[{{{secondOffsets}}}]}}""";

    static int Length(string offsets) => int.Parse(offsets.Split(',')[1]) - int.Parse(offsets.Split(',')[0]);

    static byte[] File(string header)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[16]];
    }
}
