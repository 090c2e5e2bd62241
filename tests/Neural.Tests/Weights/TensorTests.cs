using FsCheck;
using FsCheck.Fluent;

namespace Astra.Neural.Tests;

public sealed class TensorTests
{
    [Theory]
    [InlineData(2049f, 2048f)]
    [InlineData(2051f, 2052f)]
    [InlineData(65519f, 65504f)]
    [InlineData(2.9e-8f, 0f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    public void Half_precision_rounds_to_the_nearest_and_ties_to_even(float value, float stored) => Assert.Equal([stored], Tensor.From("a", [1], [value]).ToHalf().ReadSingle());

    [Fact]
    public void A_double_is_rounded_once()
    {
        // Just above the middle between 1 and the next half: by way of a float it would fall on the middle, and then down to even.
        double value = 1 + Math.Pow(2, -11) + Math.Pow(2, -40);
        Assert.Equal([1 + (1f / 1024)], Tensor.From("a", [1], [value]).ToHalf().ReadSingle());
    }

    [Theory]
    [InlineData(65520f)]
    [InlineData(-1e30f)]
    public void A_number_too_large_for_half_precision_is_refused_with_its_tensor(float value)
    {
        string message = Assert.Throws<WeightFileException>(() => Tensor.From("dense.weight", [2], [0f, value]).ToHalf()).Message;
        Assert.StartsWith("tensor 'dense.weight': element 1 is ", message);
        Assert.EndsWith("Store this tensor in 32 bits.", message);
    }

    [Fact]
    public void Any_half_survives_storage() => Prop.ForAll(
        ArbMap.Default.ArbFor<ushort>(),
        bits => BitConverter.UInt16BitsToHalf(bits) is var half && Tensor.From("a", [1], [(float)half]).ToHalf().ReadSingle()[0].Equals((float)half)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new[] { 3 })]
    [InlineData(new[] { -1, -2 })]
    [InlineData(new[] { 65536, 65536, 65536, 65536 })]
    public void A_shape_of_another_number_of_values_is_refused(int[] shape) => Assert.Throws<ArgumentException>(() => Tensor.From("a", shape, [1f, 2]));

    [Fact]
    public void Floating_point_numbers_are_not_read_as_integers() => Assert.Throws<InvalidOperationException>(() => Tensor.From("a", [1], [1.5f]).ReadInt64());

    [Fact]
    public void Too_little_room_is_refused() => Assert.Throws<ArgumentException>(() => Tensor.From("a", [2], [1f, 2]).ReadSingle(new float[1]));

    [Fact]
    public void A_new_name_keeps_the_numbers() => Assert.Equal([1f, 2], Tensor.From("a", [2], [1f, 2]).WithName("b").ReadSingle());
}
