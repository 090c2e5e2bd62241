namespace Astra.Plugins.AstroNN.Distances;

/// <summary>A star's K magnitude and extinction; NaN where missing.</summary>
/// <param name="K">Apparent 2MASS K magnitude.</param>
/// <param name="Extinction">A_K in magnitudes.</param>
readonly record struct StarPhotometry(double K, double Extinction)
{
    /// <summary>
    /// A_K over E(B-V): A_K = 0.918 E(H - 4.5 micron) (Majewski et al. 2011, ApJ 739, 25) and E(B-V) = 2.61 E(H - 4.5 micron), as in SDSS's pipeline.
    /// </summary>
    public const double ExtinctionPerReddening = 0.3517;

    const double NoMagnitude = 98;

    const double NoValue = -1;

    /// <summary>K without extinction; a star of unknown extinction is taken to have none.</summary>
    public double K0 => K - (double.IsNaN(Extinction) ? 0 : Extinction);

    /// <summary>From catalogue values.</summary>
    /// <param name="k">
    /// K; missing where absent, not finite, 98 or fainter, or -1 or brighter (99.99 and -9999 stand for "no value"; no APOGEE target is as bright).
    /// </param>
    /// <param name="extinction">A_K; missing by the same rule. Noise below zero counts as zero: no dust adds light.</param>
    /// <param name="reddening">E(B-V), for stars without A_K; by the same rule.</param>
    public static StarPhotometry Of(double k, double extinction, double reddening)
    {
        double known = IsMissing(extinction) ? ExtinctionPerReddening * (IsMissing(reddening) ? double.NaN : reddening) : extinction;
        return new StarPhotometry(IsMissing(k) ? double.NaN : k, double.IsNaN(known) ? double.NaN : Math.Max(0, known));
    }

    static bool IsMissing(double value) => !double.IsFinite(value) || value is >= NoMagnitude or <= NoValue;
}
