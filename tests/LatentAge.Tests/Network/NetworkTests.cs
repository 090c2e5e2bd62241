using Astra.Neural.Tests;
using Astra.Plugins.LatentAge.Network;

namespace Astra.LatentAge.Tests.Network;

public sealed class NetworkTests
{
    [Fact]
    public void Encoder_and_decoder_have_the_parameters_of_the_paper()
    {
        Assert.Equal(1_045_595, LatentArchitecture.Autoencoder(1).ParameterCount);
        Assert.Equal(978_458, LatentArchitecture.EncoderAndFeatures().ParameterCount);
        Assert.Equal(67_137, LatentArchitecture.Decoder().ParameterCount);
    }

    [TorchFact]
    public void Encoder_and_decoder_give_what_PyTorch_gives_with_the_same_weights()
    {
        const int Count = 3;
        Astra.Neural.Network whole = LatentArchitecture.Autoencoder(seed: 11);
        InputScale asItIs = new(new float[7514], [.. Enumerable.Repeat(1f, 7514)], [.. Enumerable.Repeat(true, 7514)]);
        LatentNetwork network = new(whole.Parameters, asItIs, domain: null);
        RandomSource random = RandomSource.FromName("spectra");
        float[] inputs = [.. Enumerable.Range(0, Count * 7514).Select(_ => (float)random.NextGaussian())];
        float[] encoded = new float[Count * network.Encoder.OutputSize];
        network.Encoder.CreateSession().Run(inputs, Count, encoded);

        // Without noise in the latent space, what is decoded is the mean.
        int outputs = whole.OutputSize;
        (float[] expected, _) = Torch.Run(
            "Latent", Count, inputs, whole.Parameters.SelectMany(parameter => parameter.Value), new float[Count * 5], new float[Count * outputs]);
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> latent = encoded.AsSpan(i * network.Encoder.OutputSize, 10);
            Close(expected.AsSpan((i * outputs) + 2092, 10), latent);
            Close(expected.AsSpan(i * outputs, 2092), network.Decode(latent[..5]));
        }
    }

    [Fact]
    public void Spectra_are_standardised_pixel_by_pixel_without_what_no_star_reaches()
    {
        float[][] spectra = [.. Enumerable.Range(0, 4).Select(star => Enumerable.Range(0, 7514).Select(p => p == 7 ? 9f : 1 - (0.1f * star)).ToArray())];
        bool[] seen = [.. Enumerable.Range(0, 7514).Select(p => p != 3)];
        InputScale scale = InputScale.Of(4, (star, flux) => spectra[star].CopyTo(flux, 0), seen);
        float[] input = [.. spectra[0]];
        scale.Apply(input);

        // Mean 0.85 and deviation 0.1 sqrt(5) / 2.
        Assert.Equal(0.15 / (0.1 * Math.Sqrt(1.25)), input[0], 1e-4);
        Assert.Equal(0, input[3]);
        Assert.Equal(0, input[7]);
    }

    static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        float largest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(expected[i] - found[i]));
        }

        Assert.True(largest > 0 && difference <= 1e-5 * Math.Max(1, largest), $"a difference of {difference} beside {largest}");
    }
}
