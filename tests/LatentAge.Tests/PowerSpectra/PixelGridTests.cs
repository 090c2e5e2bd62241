using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.LatentAge.Tests.PowerSpectra;

public class PixelGridTests
{
    [Fact]
    public void The_frequencies_are_those_of_the_released_list()
    {
        IReadOnlyList<double> frequencies = PixelGrid.Giants.Frequencies;

        Assert.Equal(2092, frequencies.Count);
        Assert.Equal(2, frequencies[0]);
        Assert.Equal(2.0045, frequencies[1], 1e-9);
        Assert.Equal(2.013515341, frequencies[2], 5e-8);
        Assert.Equal(268.9960494, frequencies[^1], 5e-8);
        Assert.All(frequencies.Zip(frequencies.Skip(1)), pair => Assert.True(pair.Second > pair.First));
    }

    [Fact]
    public void The_first_pixel_is_the_first_sample_and_the_others_are_means_of_what_lies_in_them()
    {
        double[] samples = [.. Enumerable.Range(0, FrequencySampling.Giants.Count).Select(i => FrequencySampling.Giants[i])];

        double[] pixels = PixelGrid.Giants.Rebin(samples);

        Assert.Equal(2, pixels[0], 1e-12);
        Assert.Equal(2.009, pixels[1], 1e-12);
        Assert.Equal(2.018, pixels[2], 1e-12);

        // The mean of the samples is the middle of the bin but for the samples that stand out at its ends.
        Assert.All(PixelGrid.Giants.Frequencies.Zip(pixels), pair => Assert.Equal(pair.First, pair.Second, 0.009));
    }

    [Fact]
    public void A_value_for_another_number_of_frequencies_is_refused() =>
        Assert.Throws<ArgumentException>(() => PixelGrid.Giants.Rebin(new double[100]));
}
