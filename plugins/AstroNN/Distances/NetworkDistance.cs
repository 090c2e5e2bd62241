namespace Astra.Plugins.AstroNN.Distances;

/// <summary>A distance by the network: pseudo-luminosity and photometry together. Relative errors are those of the pseudo-luminosity.</summary>
/// <param name="Luminosity">The pseudo-luminosity, unless it means nothing.</param>
/// <param name="Distance">pc; NaN without K magnitude.</param>
/// <param name="Parallax">mas; NaN without K magnitude.</param>
readonly record struct NetworkDistance(LuminosityEstimate Luminosity, double Distance, double Parallax)
{
    /// <summary>A smaller pseudo-luminosity is none: M_K would be brighter than -30 (SDSS's pipeline).</summary>
    const double LeastLuminosity = 1e-4;

    /// <summary>Total error of the distance, pc.</summary>
    public double DistanceError => Distance * Luminosity.Error / Luminosity.Value;

    /// <summary>Model error of the distance, pc.</summary>
    public double DistanceModelError => Distance * Luminosity.ModelError / Luminosity.Value;

    /// <summary>Total error of the parallax, mas.</summary>
    public double ParallaxError => Parallax * Luminosity.Error / Luminosity.Value;

    /// <summary>Model error of the parallax, mas.</summary>
    public double ParallaxModelError => Parallax * Luminosity.ModelError / Luminosity.Value;

    /// <summary>Puts both together. By the rule of SDSS's pipeline everything is NaN where L is below 1e-4, or distance or error beyond 1e10
    /// pc.</summary>
    /// <param name="luminosity">What the network says.</param>
    /// <param name="photometry">The star's; without K there is a pseudo-luminosity and no distance.</param>
    public static NetworkDistance Of(LuminosityEstimate luminosity, StarPhotometry photometry)
    {
        NetworkDistance found = new(
            luminosity, PseudoLuminosity.Distance(luminosity.Value, photometry.K0), PseudoLuminosity.Parallax(luminosity.Value, photometry.K0));
        bool isFinite = double.IsFinite(luminosity.Value) && double.IsFinite(luminosity.Error) && double.IsFinite(luminosity.ModelError);
        bool isTooFar = found.Distance > ParallaxMeasurement.FarthestDistance || found.DistanceError > ParallaxMeasurement.FarthestDistance;
        return isFinite && luminosity.Value >= LeastLuminosity && !isTooFar
            ? found
            : new NetworkDistance(LuminosityEstimate.None, double.NaN, double.NaN);
    }
}
