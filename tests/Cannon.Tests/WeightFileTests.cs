using System.Text;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public sealed class WeightFileTests : IDisposable
{
    readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void What_was_written_is_read()
    {
        WeightFile.Write(path, new Dictionary<string, Tensor> { ["a"] = new([2, 3], [1, 2, 3, 4, 5, -6e-300]), ["b"] = new([0], []), ["c"] = new([1], [7]) });
        IReadOnlyDictionary<string, Tensor> read = WeightFile.Read(path);
        Assert.Equal(["a", "b", "c"], read.Keys.Order());
        Assert.Equal([2, 3], read["a"].Shape);
        Assert.Equal([1, 2, 3, 4, 5, -6e-300], read["a"].Values);
        Assert.Empty(read["b"].Values);
        Assert.Equal([7], read["c"].Values);
    }

    [Theory]
    [InlineData("", "has 0 bytes, which is less than its header")]
    [InlineData("\u00ff\u00ff\u0000\u0000\u0000\u0000\u0000\u0000", "says that its header has 65535 bytes, but there are 0")]
    [InlineData("\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000[]", "its header is not understood")]
    [InlineData("\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000{,", "its header is not understood")]
    [InlineData("\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000{\"a\":{}}", "its header is not understood")]
    public void A_file_of_something_else_is_refused_with_the_reason(string bytes, string reason)
    {
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(bytes));
        ConfigurationException bad = Assert.Throws<ConfigurationException>(() => WeightFile.Read(path));
        Assert.StartsWith(path, bad.Message);
        Assert.Contains(reason, bad.Message);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'a' of type F32")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", "gives the array 'a' 8 bytes; its shape 2 needs 16")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[8,24]}}""", "'a' outside of its 16 bytes")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[16,0]}}""", "'a' outside of its 16 bytes")]
    [InlineData("""{"a":{"dtype":"F64","shape":[-2],"data_offsets":[0,16]}}""", "'a' outside of its 16 bytes")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,16]}}""", "its shape 2147483647 x 2147483647 x 2147483647 needs")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0]}}""", "'a' outside of its 16 bytes")]
    [InlineData("""{"a":{"dtype":"F64","shape":["x"],"data_offsets":[0,16]}}""", "its header is not understood")]
    public void An_array_that_does_not_fit_the_file_is_refused_with_its_name(string header, string reason)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[16]]);
        Assert.Contains(reason, Assert.Throws<ConfigurationException>(() => WeightFile.Read(path)).Message);
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Contains("nowhere.safetensors", Assert.Throws<ConfigurationException>(() => WeightFile.Read("nowhere.safetensors")).Message);
}
