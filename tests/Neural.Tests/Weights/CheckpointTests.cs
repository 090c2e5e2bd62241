using System.Runtime.InteropServices;

namespace Astra.Neural.Tests;

public sealed class CheckpointTests
{
    static readonly byte[] fourFloats = MemoryMarshal.AsBytes<float>([1, 2, 3, 4]).ToArray();

    readonly WeightFile good = WeightFile.Read("good", GoodCheckpoint.File(), null);

    [Fact]
    public void The_tensors_of_the_state_dict_are_named_from_there_in_its_order() =>
        Assert.Equal(["dense.weight", "dense.tied", "dense.bias", "count", "row"], good.Tensors.Keys);

    [Fact]
    public void Strides_are_followed()
    {
        Assert.Equal([1, 4, 2, 5, 3, 6], good.Tensors["dense.weight"].ReadSingle());
        Assert.Equal([3, 2], good.Tensors["dense.weight"].Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], good.Tensors["dense.tied"].ReadSingle());
    }

    [Fact]
    public void A_stride_of_zero_repeats() => Assert.Equal([4, 5, 6, 4, 5, 6], good.Tensors["row"].ReadSingle());

    [Fact]
    public void Types_are_those_of_the_storages()
    {
        Assert.Equal(TensorType.F16, good.Tensors["dense.bias"].Type);
        Assert.Equal([0.5f, -2], good.Tensors["dense.bias"].ReadSingle());
        Assert.Equal([1L << 40], good.Tensors["count"].ReadInt64());
        Assert.Empty(good.Tensors["count"].Shape);
    }

    [Fact]
    public void Tensors_beside_the_state_dict_keep_their_path()
    {
        Assert.Equal(["optimizer.state.0"], good.OtherTensors.Keys);
        Assert.Equal(6, good.Buffer("optimizer.state.0").Count);
    }

    [Fact]
    public void Plain_values_are_kept_and_lists_of_them_left_out() => Assert.Equal(
        new Dictionary<string, string> { ["epoch"] = "12", ["loss"] = "0.25", ["seed"] = "18446744073709551615" },
        good.Metadata);

    [Fact]
    public void The_empty_key_gives_everything() =>
        Assert.Equal(["model_state_dict.dense.weight", "optimizer.state.0"], WeightFile.Read("good", GoodCheckpoint.File(), "").Tensors.Keys.Where(name => name.Contains('0') || name.EndsWith("weight", StringComparison.Ordinal)));

    [Fact]
    public void A_key_may_be_nested() => Assert.Equal(["0"], WeightFile.Read("good", GoodCheckpoint.File(), "optimizer.state").Tensors.Keys);

    [Fact]
    public void A_key_that_is_not_there_is_refused_with_those_that_are() => Assert.Contains(
        "has no tensors under the key 'net'. Tensors are under 'model_state_dict' (5), 'optimizer' (1)",
        Assert.Throws<WeightFileException>(() => WeightFile.Read("good", GoodCheckpoint.File(), "net")).Message);

    [Fact]
    public void A_state_dict_at_the_top_is_found_with_what_is_nested_in_it()
    {
        byte[] pickle = PickleBuilder.Protocol().Op("}").Text("input_mean").Tensor("0", 4, [4], [1]).Op("s")
            .Text("aspcap_masks").Op("}").Text("Fe").Tensor("0", 4, [2], [2], 1).Op("ss").Stop();
        WeightFile file = WeightFile.Read("top", ZipBuilder.Checkpoint(pickle, ("0", fourFloats)), null);
        Assert.Equal(["input_mean", "aspcap_masks.Fe"], file.Tensors.Keys);
        Assert.Equal([2, 4], file.Buffer("aspcap_masks.Fe").ReadSingle());
    }

    [Fact]
    public void The_only_key_with_tensors_is_the_state_dict()
    {
        byte[] pickle = PickleBuilder.Protocol().Op("}").Text("net").Op("}").Text("w").Tensor("0", 4, [4], [1]).Op("ss").Text("epoch").Int(3).Op("s").Stop();
        Assert.Equal(["w"], WeightFile.Read("net", ZipBuilder.Checkpoint(pickle, ("0", fourFloats)), null).Tensors.Keys);
    }

    [Fact]
    public void An_empty_tensor_and_the_strides_of_single_elements_mean_nothing()
    {
        byte[] pickle = PickleBuilder.Protocol().Op("}").Text("empty").Tensor("0", 4, [0, 3], [1_000_000, 1]).Op("s").Text("single").Tensor("0", 4, [1, 4], [1_000_000, 1]).Op("s").Stop();
        WeightFile file = WeightFile.Read("empty", ZipBuilder.Checkpoint(pickle, ("0", fourFloats)), null);
        Assert.Empty(file.Tensors["empty"].ReadSingle());
        Assert.Equal([1, 2, 3, 4], file.Tensors["single"].ReadSingle());
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.StartsWith("nowhere.pt: cannot be read: ", Assert.Throws<WeightFileException>(() => WeightFile.Read("nowhere.pt")).Message);

    [Fact]
    public void A_folder_is_refused() => Assert.Contains("cannot be read", Assert.Throws<WeightFileException>(() => WeightFile.Read(Path.GetTempPath())).Message);
}
