namespace Astra.Plugins.LatentAge.PowerSpectra.Simulation;

/// <summary>
/// Where the pressure modes of a red giant lie: the universal oscillation pattern (Mosser et al. 2011, A&amp;A 525, L9), in which the order x = n +
/// offset of a mode of any degree has the frequency nu_max + Delta nu (u + alpha u^2 / 2) with u = x + epsilon - nu_max / Delta nu.
/// </summary>
/// <param name="NuMax">The frequency of maximum power, in microhertz.</param>
/// <param name="DeltaNu">The large separation at nu_max, in microhertz.</param>
/// <param name="Epsilon">The phase of the radial modes.</param>
/// <param name="Curvature">alpha: by how much of itself the separation grows with each order.</param>
sealed record PressureModes(double NuMax, double DeltaNu, double Epsilon, double Curvature)
{
    /// <summary>How far the modes of degree 1 lie above the middle between two radial ones, in orders (Mosser et al. 2011).</summary>
    public double DipoleOffset => 0.5 + 0.056 + (0.002 * Math.Log10(DeltaNu));

    /// <summary>
    /// How far the modes of degree 2 lie below the radial ones, in orders: 0.121 Delta nu + 0.035 microhertz (Corsaro et al. 2012, ApJ 757, 190).
    /// </summary>
    public double QuadrupoleOffset => -(0.121 + (0.035 / DeltaNu));

    /// <summary>How far the modes of degree 3 lie above the radial ones, in orders: 1/2 - 0.280 (Mosser et al. 2011).</summary>
    public static double OctupoleOffset => 0.5 - 0.280;

    /// <summary>The phase of radial modes that goes with a large separation in microhertz (Corsaro et al. 2012).</summary>
    public static double ExpectedEpsilon(double deltaNu) => 0.634 + (0.546 * Math.Log10(deltaNu));

    /// <summary>The curvature that goes with a large separation in microhertz (Vrard et al. 2015, A&amp;A 579, A84, equation 6).</summary>
    public static double ExpectedCurvature(double deltaNu) => 0.015 * Math.Pow(deltaNu, -0.32);

    /// <summary>The frequency of an order, in microhertz.</summary>
    /// <param name="order">n for radial modes, n and an offset for others, any number between.</param>
    public double Frequency(double order)
    {
        double u = order + Epsilon - (NuMax / DeltaNu);
        return NuMax + (DeltaNu * (u + (0.5 * Curvature * u * u)));
    }

    /// <summary>The order of a frequency: the inverse of <see cref="Frequency"/>.</summary>
    /// <param name="frequency">In microhertz.</param>
    public double Order(double frequency) =>
        ((Math.Sqrt(1 + (2 * Curvature * (frequency - NuMax) / DeltaNu)) - 1) / Curvature) - Epsilon + (NuMax / DeltaNu);

    /// <summary>The distance of neighbouring orders around a frequency, in microhertz.</summary>
    /// <param name="frequency">In microhertz.</param>
    public double Separation(double frequency) => DeltaNu * Math.Sqrt(1 + (2 * Curvature * (frequency - NuMax) / DeltaNu));
}
