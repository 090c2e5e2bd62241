namespace Astra.Neural.Tests;

public sealed class WeightLoadingTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Parameters_survive_storage()
    {
        Parameter weight = new("dense.weight", 2, 2);
        new float[] { 1, 2, 3, 4 }.CopyTo(weight.Value, 0);
        string path = folder.Path("a");
        WeightFile.Write(path, new[] { weight }.ToTensors());
        Parameter read = new("dense.weight", 2, 2);
        WeightLoading.Apply([read], WeightFile.Read(path));
        Assert.Equal(weight.Value, read.Value);
    }

    [Fact]
    public void Every_mismatch_is_listed_in_one_message_and_nothing_is_changed()
    {
        Parameter fits = new("fits", 1);
        WeightFile file = Written(Tensor.From("fits", [1], [7f]), Tensor.From("b", [2, 1], [1f, 2]), Tensor.From("c", [], [1f]), Tensor.From("d", [], [1f]));
        string message = Assert.Throws<WeightFileException>(() => WeightLoading.Apply(
            [fits, new("a", 1), new("x.a", 1), new("b", 1, 2)], file, NameMap.Exact.WithPrefix("x.", "y."), ["mean"])).Message;
        Assert.Equal(
            $"{file.Path}: does not fit the network. 3 missing: mean, a, y.a (for x.a). 2 unexpected: c, d. 1 of the wrong shape: b is (2, 1) where (1, 2) is expected.",
            message);
        Assert.Equal([0f], fits.Value);
    }

    [Fact]
    public void Declared_buffers_are_expected()
    {
        WeightFile file = Written(Tensor.From("w", [1], [7f]), Tensor.From("input_mean", [2], [1f, 2]), Tensor.From("aspcap_masks.Fe", [1], [1L]), Tensor.From("bn.num_batches_tracked", [], [3L]));
        Parameter weight = new("w", 1);
        WeightLoading.Apply([weight], file, buffers: ["input_mean", "aspcap_masks.*", "*.num_batches_tracked"]);
        Assert.Equal([7f], weight.Value);
        Assert.Equal([1f, 2], file.Buffer("input_mean").ReadSingle());
        Assert.Equal([3L], file.Buffer("bn.num_batches_tracked").ReadInt64());
    }

    [Fact]
    public void A_buffer_that_is_not_there_is_named() =>
        Assert.EndsWith(": has no tensor 'labels_mean'.", Assert.Throws<WeightFileException>(() => Written(Tensor.From("w", [1], [7f])).Buffer("labels_mean")).Message);

    [Theory]
    [InlineData("encoder.0.weight", "module.net.0.weight")]
    [InlineData("encoder.head.weight", "head.weight")]
    [InlineData("encoder.head.bias", "special")]
    [InlineData("decoder.bias", "decoder.bias")]
    public void A_whole_name_goes_before_a_long_prefix_before_a_short_one(string parameter, string inFile) => Assert.Equal(
        inFile,
        NameMap.Exact.WithPrefix("encoder.", "module.net.").WithPrefix("encoder.head.", "head.").With("encoder.head.bias", "special").InFile(parameter));

    [Fact]
    public void The_empty_prefix_stands_before_every_name() => Assert.Equal("module.a", NameMap.Exact.WithPrefix("", "module.").InFile("a"));

    [Fact]
    public void Long_lists_are_cut_short()
    {
        Parameter[] parameters = [.. Enumerable.Range(0, 1_000).Select(i => new Parameter($"p{i}", 1))];
        string message = Assert.Throws<WeightFileException>(() => WeightLoading.Apply(parameters, Written(Tensor.From("w", [1], [7f])))).Message;
        Assert.Contains("1000 missing: p0, p1, ", message);
        Assert.Contains("p199 and 800 more. 1 unexpected: w.", message);
    }

    WeightFile Written(params Tensor[] tensors)
    {
        string path = folder.Path("written");
        WeightFile.Write(path, tensors);
        return WeightFile.Read(path);
    }
}
