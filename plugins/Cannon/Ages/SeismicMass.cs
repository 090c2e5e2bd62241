using Astra.Isochrones;

namespace Astra.Plugins.Cannon.Ages;

/// <summary>
/// The scaling relation of solar-like oscillations: M = (nu_max / Sun)^3 (f Delta nu / Sun)^-4 (Teff / Sun)^1.5 in solar masses (Kjeldsen and Bedding
/// 1995, A&amp;A 293, 87), with the Sun of Ness et al. 2016 (section 2.2) unless configured otherwise and f = 1 unless a correction is given.
/// </summary>
/// <param name="NuMax">The Sun's frequency of maximum power in microhertz.</param>
/// <param name="DeltaNu">The Sun's large frequency separation in microhertz.</param>
/// <param name="Teff">The Sun's effective temperature in kelvin.</param>
readonly record struct SeismicMass(double NuMax, double DeltaNu, double Teff)
{
    /// <summary>The values of Ness et al. 2016 (ApJ 823, 114, section 2.2).</summary>
    public static SeismicMass Ness2016 => new(3140, 135.03, 5777);

    /// <summary>The mass of a star.</summary>
    /// <param name="nuMax">Frequency of maximum power in microhertz.</param>
    /// <param name="deltaNu">Large frequency separation in microhertz.</param>
    /// <param name="teff">Effective temperature in kelvin; an unknown error counts as none, since it adds little.</param>
    /// <param name="correction">
    /// f, the factor on the separation (Sharma et al. 2016, ApJ 822, 15); an unknown error counts as none.
    /// </param>
    /// <returns>
    /// Solar masses; not known where one of the four is not above zero. The error is not known where that of either frequency is not.
    /// </returns>
    public Measurement Of(Measurement nuMax, Measurement deltaNu, Measurement teff, Measurement correction)
    {
        if (!(nuMax.Value > 0 && deltaNu.Value > 0 && teff.Value > 0 && correction.Value > 0)
            || !nuMax.IsKnown || !deltaNu.IsKnown || !teff.IsKnown || !correction.IsKnown)
        {
            return Measurement.None;
        }

        double mass = Math.Pow(nuMax.Value / NuMax, 3) * Math.Pow(correction.Value * deltaNu.Value / DeltaNu, -4) * Math.Pow(teff.Value / Teff, 1.5);
        double fraction = Math.Sqrt(
            Square(3 * nuMax.Fraction) + Square(4 * deltaNu.Fraction) + Known(1.5 * teff.Fraction) + Known(4 * correction.Fraction));
        return new Measurement(mass, mass * fraction);
    }

    static double Square(double x) => x * x;

    static double Known(double x) => double.IsNaN(x) ? 0 : Square(x);
}
