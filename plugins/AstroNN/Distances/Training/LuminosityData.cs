using System.Buffers;
using System.Globalization;
using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>Some of the stars as the engine's training data: spectra with fresh noise each time, less the mean, and as targets pseudo-luminosity and
/// its error over the labels' deviation.</summary>
/// <param name="spectra">The stars' spectra.</param>
/// <param name="labels">The stars' labels.</param>
/// <param name="part">Which of the stars.</param>
/// <param name="inputMean">What is subtracted; NaN for pixels that are not seen.</param>
/// <param name="deviation">What labels are divided by.</param>
/// <param name="noise">What is added to each.</param>
/// <param name="isTraining">Whether these stars are trained on; others are seen the same way each time.</param>
sealed class LuminosityData(
    NormalisedSpectra spectra,
    IReadOnlyList<LuminosityLabel> labels,
    int[] part,
    float[] inputMean,
    double deviation,
    AddedNoise noise,
    bool isTraining)
    : ITrainingData
{
    /// <inheritdoc/>
    public int Count => part.Length;

    /// <inheritdoc/>
    public int InputSize => ApogeeDistArchitecture.Inputs;

    /// <inheritdoc/>
    public int TargetSize => ApogeeDistArchitecture.Outputs;

    /// <inheritdoc/>
    public void Read(int index, ulong draw, Span<float> input, Span<float> target)
    {
        int star = part[index];
        if (isTraining)
        {
            RandomSource random = RandomSource.FromName(draw.ToString(CultureInfo.InvariantCulture));
            float[] sigma = ArrayPool<float>.Shared.Rent(ApogeeDistArchitecture.Inputs);
            spectra.Read(star, input, sigma.AsSpan(0, ApogeeDistArchitecture.Inputs));
            AddNoise(input, sigma, noise.ForTraining(spectra.Snr(star), random.NextDouble), random);
            ArrayPool<float>.Shared.Return(sigma);
        }
        else
        {
            float[] sigma = ArrayPool<float>.Shared.Rent(ApogeeDistArchitecture.Inputs);
            Observe(spectra, star, noise, input, sigma.AsSpan(0, ApogeeDistArchitecture.Inputs));
            ArrayPool<float>.Shared.Return(sigma);
        }

        for (int p = 0; p < input.Length; p++)
        {
            input[p] = float.IsNaN(inputMean[p]) ? 0 : input[p] - inputMean[p];
        }

        target[0] = (float)(labels[star].Value / deviation);
        target[1] = (float)(labels[star].Error / deviation);
    }

    /// <summary>A star that is not trained on, the same each time.</summary>
    /// <param name="spectra">The stars' spectra.</param>
    /// <param name="star">The star.</param>
    /// <param name="noise">What is added.</param>
    /// <param name="flux">Takes its normalised flux.</param>
    /// <param name="sigma">Takes its noise, 0 where there are no data.</param>
    /// <returns>Its S/N.</returns>
    public static double Observe(NormalisedSpectra spectra, int star, AddedNoise noise, Span<float> flux, Span<float> sigma)
    {
        RandomSource random = RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"observed {spectra.Index(star)}"));
        spectra.Read(star, flux, sigma);
        double factor = noise.ForOthers(spectra.Snr(star), random.NextDouble);
        AddNoise(flux, sigma, factor, random);
        double total = Math.Sqrt(1 + (factor * factor));
        for (int p = 0; p < sigma.Length; p++)
        {
            sigma[p] *= (float)total;
        }

        return spectra.Snr(star) / total;
    }

    /// <summary>The normalisation cuts at zero, so noise may not go below.</summary>
    static void AddNoise(Span<float> flux, ReadOnlySpan<float> sigma, double factor, RandomSource random)
    {
        float scale = (float)factor;
        for (int p = 0; scale > 0 && p < flux.Length; p++)
        {
            if (sigma[p] > 0)
            {
                flux[p] = Math.Max(0, flux[p] + (scale * sigma[p] * (float)NormalDistribution.Draw(random)));
            }
        }
    }
}
