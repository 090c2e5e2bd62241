namespace Astra.Neural;

/// <summary>How much noise is added to a spectrum each time that a network sees it, so that it learns the spectrum and not its noise.</summary>
/// <param name="Noise">Noise that is added, in units of the spectrum's own errors.</param>
/// <param name="LowestSnr">
/// When above zero, noise is added instead such that the S/N falls to a value between this and the spectrum's own, evenly in its logarithm.
/// </param>
/// <param name="Correlation">
/// That of the noise of neighbouring pixels, 0 to 0.5: spectra are resampled. A network that was trained with independent noise sees more of it in a
/// real spectrum than it expects.
/// </param>
public sealed record AddedNoise(double Noise, double LowestSnr, double Correlation = 0)
{
    /// <summary>A pixel with an error from here on has no data.</summary>
    const float NoData = 1e9f;

    /// <summary>How many sigmas of noise to add for training.</summary>
    /// <param name="snr">The spectrum's own S/N.</param>
    /// <param name="random">Decides: numbers drawn evenly from 0 (included) to 1 (excluded).</param>
    public double ForTraining(double snr, Func<double> random) => LowestSnr > 0 ? ToDegrade(snr, random) : Noise;

    /// <summary>How many sigmas of noise to add to a spectrum that is not trained on: none, unless spectra are degraded, since these are then what
    /// is to be analysed.</summary>
    /// <param name="snr">The spectrum's own S/N.</param>
    /// <param name="random">Decides.</param>
    public double ForOthers(double snr, Func<double> random) => LowestSnr > 0 ? ToDegrade(snr, random) : 0;

    /// <summary>Adds noise to the pixels with data, and raises their errors to match.</summary>
    /// <param name="flux">In any unit.</param>
    /// <param name="sigma">One-sigma errors in the same unit; 0, or 1e9 and more, where there are no data.</param>
    /// <param name="factor">How many sigmas: of <see cref="ForTraining"/> or <see cref="ForOthers"/>.</param>
    /// <param name="normal">Draws from the standard normal distribution.</param>
    public void Add(Span<float> flux, Span<float> sigma, double factor, Func<double> normal)
    {
        if (factor == 0)
        {
            return;
        }

        // own^2 + neighbour^2 = 1 and own neighbour = correlation.
        double sum = Math.Sqrt(1 + (2 * Correlation));
        double difference = Math.Sqrt(1 - (2 * Correlation));
        (double own, double neighbour) = ((sum + difference) / 2, (sum - difference) / 2);
        float total = (float)Math.Sqrt(1 + (factor * factor));
        double last = normal();
        for (int p = 0; p < flux.Length; p++)
        {
            double next = normal();
            if (sigma[p] is > 0 and < NoData)
            {
                flux[p] += (float)(factor * sigma[p] * ((own * next) + (neighbour * last)));
                sigma[p] *= total;
            }

            last = next;
        }
    }

    double ToDegrade(double snr, Func<double> random)
    {
        double share = random();
        if (!(snr > LowestSnr))
        {
            return 0;
        }

        double lower = LowestSnr * Math.Pow(snr / LowestSnr, share);
        return Math.Sqrt(((snr / lower) * (snr / lower)) - 1);
    }
}
