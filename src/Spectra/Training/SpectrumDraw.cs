using System.Globalization;
using Astra.Neural;

namespace Astra.Spectra.Training;

/// <summary>A star's spectrum with noise, as a network is to see it. Keeps scratch memory: one for each thread.</summary>
/// <param name="spectra">The stars.</param>
/// <param name="noise">What is added.</param>
public sealed class SpectrumDraw(ObservedSpectra spectra, AddedNoise noise)
{
    readonly ContinuumNormalisation normalisation = new(spectra.Seen);
    readonly float[] error = new float[ContinuumNormalisation.Pixels];
    readonly bool[] hasData = new bool[ContinuumNormalisation.Pixels];

    /// <summary>For each pixel whether its mask excludes it, of the star that was drawn last.</summary>
    public bool[] Masked { get; } = new bool[ContinuumNormalisation.Pixels];

    /// <summary>Draws a star for training.</summary>
    /// <param name="star">0-based.</param>
    /// <param name="seed">Decides the noise.</param>
    /// <param name="input">Takes 7514 numbers: the normalised spectrum.</param>
    public void Train(int star, ulong seed, Span<float> input)
    {
        RandomSource random = RandomSource.FromName(seed.ToString(CultureInfo.InvariantCulture));
        spectra.Read(star, input, error, Masked);
        noise.Add(input, error, noise.ForTraining(spectra.Snr(star), random.NextDouble), () => NormalDistribution.Draw(random));
        normalisation.Normalise(input, error, Masked, hasData);
    }

    /// <summary>A star that is not trained on, the same each time: its pixels before the continuum is taken out.</summary>
    /// <param name="star">0-based.</param>
    /// <param name="flux">Takes 7514 numbers.</param>
    /// <param name="sigma">Takes their errors.</param>
    /// <returns>Its S/N.</returns>
    public double Observe(int star, Span<float> flux, Span<float> sigma)
    {
        RandomSource random = RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"observed {spectra.Index(star)}"));
        spectra.Read(star, flux, sigma, Masked);
        double factor = noise.ForOthers(spectra.Snr(star), random.NextDouble);
        noise.Add(flux, sigma, factor, () => NormalDistribution.Draw(random));
        return spectra.Snr(star) / Math.Sqrt(1 + (factor * factor));
    }

    /// <summary>As <see cref="Observe"/>, with the continuum taken out.</summary>
    /// <param name="star">0-based.</param>
    /// <param name="input">Takes 7514 numbers.</param>
    public void ObserveNormalised(int star, Span<float> input)
    {
        Observe(star, input, error);
        normalisation.Normalise(input, error, Masked, hasData);
    }

    /// <summary>As <see cref="ObserveNormalised(int, Span{float})"/>, with the errors.</summary>
    /// <param name="star">0-based.</param>
    /// <param name="flux">Takes 7514 numbers.</param>
    /// <param name="sigma">Takes their errors; 0 where there are no data.</param>
    /// <returns>Its S/N.</returns>
    public double ObserveNormalised(int star, Span<float> flux, Span<float> sigma)
    {
        double snr = Observe(star, flux, sigma);
        normalisation.Normalise(flux, sigma, Masked, hasData);
        for (int p = 0; p < sigma.Length; p++)
        {
            sigma[p] = hasData[p] ? sigma[p] : 0;
        }

        return snr;
    }
}
