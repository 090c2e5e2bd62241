namespace Astra.Neural;

/// <summary>How much noise is added to a spectrum each time that a network sees it, so that it learns the spectrum and not its noise.</summary>
/// <param name="Noise">Noise that is added, in units of the spectrum's own errors.</param>
/// <param name="LowestSnr">
/// When above zero, noise is added instead such that the S/N falls to a value between this and the spectrum's own, evenly in its logarithm.
/// </param>
public sealed record AddedNoise(double Noise, double LowestSnr)
{
    /// <summary>How many sigmas of noise to add for training.</summary>
    /// <param name="snr">The spectrum's own S/N.</param>
    /// <param name="random">Decides: numbers drawn evenly from 0 (included) to 1 (excluded).</param>
    public double ForTraining(double snr, Func<double> random) => LowestSnr > 0 ? ToDegrade(snr, random) : Noise;

    /// <summary>How many sigmas of noise to add to a spectrum that is not trained on: none, unless spectra are degraded, since these are then what
    /// is to be analysed.</summary>
    /// <param name="snr">The spectrum's own S/N.</param>
    /// <param name="random">Decides.</param>
    public double ForOthers(double snr, Func<double> random) => LowestSnr > 0 ? ToDegrade(snr, random) : 0;

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
