using Astra.Neural;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>What is done to a star each time that the network sees it, so that it learns the star and not its noise.</summary>
/// <param name="Noise">The noise that is added.</param>
/// <param name="DropMetadata">
/// The probability that parallax, the Gaia magnitudes or the 2MASS magnitudes are hidden, each group by itself; a quarter of it for each single
/// value.
/// </param>
/// <param name="Continuum">
/// Standard deviation of each Chebyshev coefficient, first to third, by which the flux of every detector is bent: no model of a spectrum has the
/// continuum of a real one.
/// </param>
sealed record Augmentation(AddedNoise Noise, double DropMetadata, double Continuum)
{
    static readonly int[][] Groups =
    [
        [MetadataVector.Parallax],
        [MetadataVector.G, MetadataVector.Bp, MetadataVector.Rp],
        [MetadataVector.J, MetadataVector.H, MetadataVector.K],
    ];

    /// <summary>Hides metadata.</summary>
    /// <param name="metadata">Physical units; NaN takes the place of what is hidden.</param>
    /// <param name="random">Decides.</param>
    public void Hide(Span<double> metadata, RandomSource random)
    {
        foreach (int[] group in Groups)
        {
            bool hideGroup = random.NextDouble() < DropMetadata;
            foreach (int place in group)
            {
                bool hide = random.NextDouble() < DropMetadata / 4;
                metadata[place] = hideGroup || hide ? double.NaN : metadata[place];
            }
        }
    }

    /// <summary>Bends the continuum of each detector. Flux and noise change alike, so the S/N stays.</summary>
    /// <param name="flux">Flux over median, less one; pixels without noise have no data and stay.</param>
    /// <param name="sigma">Its noise.</param>
    /// <param name="chips">First (included) and last (excluded) pixel of each detector.</param>
    /// <param name="random">Decides.</param>
    public void Bend(Span<float> flux, Span<float> sigma, int[][] chips, RandomSource random)
    {
        if (Continuum == 0)
        {
            return;
        }

        foreach (int[] chip in chips)
        {
            double first = Continuum * NormalDistribution.Draw(random);
            double second = Continuum * NormalDistribution.Draw(random);
            double third = Continuum * NormalDistribution.Draw(random);
            for (int p = chip[0]; p < chip[1]; p++)
            {
                if (sigma[p] > 0)
                {
                    double x = (2.0 * (p - chip[0]) / (chip[1] - chip[0])) - 1;
                    double factor = 1 + (x * (first + (third * ((4 * x * x) - 3)))) + (second * ((2 * x * x) - 1));
                    flux[p] = (float)(((1 + flux[p]) * factor) - 1);
                    sigma[p] *= (float)Math.Abs(factor);
                }
            }
        }
    }
}
