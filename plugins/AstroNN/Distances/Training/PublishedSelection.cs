namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>
/// The cuts on training stars of the model of DR17 (the notebook of Leung and Bovy's value-added catalogue), on those of the labels that the table
/// has. The published cut on positive pseudo-luminosities is left out: it would take away the negative parallaxes that another of the cuts keeps on
/// purpose.
/// </summary>
static class PublishedSelection
{
    /// <summary>The absolute K magnitude of the Sun that the cut on luminosities uses.</summary>
    const double SolarMagnitude = 3.27;

    static readonly (string Label, Func<double, bool> Holds)[] Cuts =
    [
        ("e_plx", error => error < 0.1),
        ("plx", parallax => parallax < 1e10),
        ("snr", snr => snr > 200),
        ("k_mag", k => k < 90),
        ("ruwe", ruwe => ruwe < 1.4),
        ("ipd_frac_multi_peak", share => share <= 2),
        ("ipd_gof_harmonic_amplitude", amplitude => amplitude < 0.1),
        ("vscatter", scatter => scatter < 1),
        ("starflag", flags => flags == 0),
    ];

    /// <summary>Whether a star is taken.</summary>
    /// <param name="labels">Its labels by name.</param>
    /// <param name="luminosity">Its pseudo-luminosity.</param>
    public static bool Holds(IReadOnlyDictionary<string, double> labels, double luminosity) =>
        Cuts.All(cut => !labels.TryGetValue(cut.Label, out double value) || cut.Holds(value))
        && (luminosity < 0 || PseudoLuminosity.Magnitude(luminosity) < SolarMagnitude);
}
