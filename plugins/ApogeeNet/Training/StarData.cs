using System.Buffers;
using System.Globalization;
using Astra.Neural;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>Some of the stars as the engine's training data: inputs with fresh noise each time, and as targets three standardised labels and the
/// star's weight.</summary>
/// <param name="stars">The stars.</param>
/// <param name="part">Which of them.</param>
/// <param name="weights">The weight of each of the part's stars.</param>
/// <param name="settings">How labels and metadata are standardised.</param>
/// <param name="augmentation">What is done to each.</param>
/// <param name="isTraining">Whether these stars are trained on; others are seen the same way each time.</param>
sealed class StarData(
    PreparedStars stars, int[] part, double[] weights, ApogeeNetSettings settings, Augmentation augmentation, bool isTraining) : ITrainingData
{
    /// <inheritdoc/>
    public int Count => part.Length;

    /// <inheritdoc/>
    public int InputSize => ApogeeNetArchitecture.Inputs;

    /// <inheritdoc/>
    public int TargetSize => ApogeeNetArchitecture.Labels + 1;

    /// <inheritdoc/>
    public void Read(int index, ulong draw, Span<float> input, Span<float> target)
    {
        int star = part[index];
        float[] scratch = ArrayPool<float>.Shared.Rent(WavelengthGrid.Pixels);
        Span<float> sigma = scratch.AsSpan(0, WavelengthGrid.Pixels);
        Span<float> pixels = input[..WavelengthGrid.Pixels];
        if (isTraining)
        {
            stars.Spectrum(star, pixels, sigma);
            RandomSource random = RandomSource.FromName(draw.ToString(CultureInfo.InvariantCulture));
            augmentation.Bend(pixels, sigma, settings.Input.Chips, random);
            augmentation.Noise.Add(
                pixels, sigma, augmentation.Noise.ForTraining(stars.Snr(star), random.NextDouble), () => NormalDistribution.Draw(random));
            Standardise(star, random, input[WavelengthGrid.Pixels..]);
        }
        else
        {
            Observe(star, pixels, sigma, input[WavelengthGrid.Pixels..]);
        }

        stars.ToInput(pixels, pixels);
        ArrayPool<float>.Shared.Return(scratch);
        for (int label = 0; label < ApogeeNetArchitecture.Labels; label++)
        {
            target[label] = (float)settings.Labels[label].ToOutput(stars.Star(star).Labels[label]);
        }

        target[ApogeeNetArchitecture.Labels] = (float)weights[index];
    }

    /// <summary>A star that is not trained on, the same each time.</summary>
    /// <param name="star">Its number among all stars.</param>
    /// <param name="flux">Takes its flux in the model's unit.</param>
    /// <param name="sigma">Takes its noise.</param>
    /// <param name="metadata">Takes its standardised metadata.</param>
    /// <returns>Its S/N.</returns>
    public double Observe(int star, Span<float> flux, Span<float> sigma, Span<float> metadata)
    {
        stars.Spectrum(star, flux, sigma);
        RandomSource random = RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"observed {stars.Star(star).Index}"));
        double noise = augmentation.Noise.ForOthers(stars.Snr(star), random.NextDouble);
        augmentation.Noise.Add(flux, sigma, noise, () => NormalDistribution.Draw(random));
        Standardise(star, random, metadata);
        return stars.Snr(star) / Math.Sqrt(1 + (noise * noise));
    }

    void Standardise(int star, RandomSource random, Span<float> metadata)
    {
        Span<double> values = stackalloc double[MetadataVector.Length];
        stars.Metadata(star).CopyTo(values);
        augmentation.Hide(values, random);
        MetadataVector.Standardise(values, settings.Metadata, metadata);
    }
}
