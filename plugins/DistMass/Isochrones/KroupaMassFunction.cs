namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>How many stars are born per solar mass (Kroupa 2001, MNRAS 322, 231, equation 2), not normalised.</summary>
static class KroupaMassFunction
{
    // The power of mass below and above half a solar mass.
    const double LowPower = -1.3;
    const double HighPower = -2.3;
    const double Break = 0.5;

    /// <summary>The number density at a mass; 1 at the break.</summary>
    /// <param name="initialMass">Initial mass in solar masses.</param>
    public static double At(double initialMass) => Math.Pow(initialMass / Break, initialMass < Break ? LowPower : HighPower);
}
