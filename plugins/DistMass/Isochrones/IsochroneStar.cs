namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>A star at a point of an isochrone.</summary>
/// <param name="InitialMass">Initial mass in solar masses.</param>
/// <param name="Mass">Current mass in solar masses.</param>
/// <param name="LogLuminosity">log10 of the luminosity in solar luminosities.</param>
/// <param name="LogTeff">log10 of the temperature in kelvin.</param>
/// <param name="Width">How wide a range of initial masses the point stands for, in solar masses.</param>
readonly record struct IsochroneStar(double InitialMass, double Mass, double LogLuminosity, double LogTeff, double Width)
{
    // log g and log Teff of the Sun (IAU 2015 Resolution B3: GM and R in cgs, 5772 K).
    const double SolarLogG = 4.4381;
    const double SolarLogTeff = 3.76133;

    /// <summary>log10 of the gravity in cm/s^2, from mass, luminosity and temperature.</summary>
    public double LogG => SolarLogG + Math.Log10(Mass) - LogLuminosity + (4 * (LogTeff - SolarLogTeff));

    /// <summary>A star between two.</summary>
    /// <param name="first">The first.</param>
    /// <param name="second">The second.</param>
    /// <param name="fraction">0 for the first, 1 for the second.</param>
    public static IsochroneStar Between(IsochroneStar first, IsochroneStar second, double fraction)
    {
        return new IsochroneStar(
            Mix(first.InitialMass, second.InitialMass),
            Mix(first.Mass, second.Mass),
            Mix(first.LogLuminosity, second.LogLuminosity),
            Mix(first.LogTeff, second.LogTeff),
            Mix(first.Width, second.Width));

        double Mix(double a, double b) => ((1 - fraction) * a) + (fraction * b);
    }
}
