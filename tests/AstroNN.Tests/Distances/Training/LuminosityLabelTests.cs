using Astra.Isochrones;
using Astra.Plugins.AstroNN.Distances;
using Astra.Plugins.AstroNN.Distances.Training;
using Astra.Testing;

namespace Astra.AstroNN.Tests.Distances.Training;

public class LuminosityLabelTests
{
    const double PerMagnitude = 0.46051701859880917;

    [Fact]
    public void A_parallax_makes_a_pseudo_luminosity_with_a_linear_error()
    {
        LuminosityLabel label = Assert.Single(Of(["plx", "e_plx", "k_mag", "a_k"], [[2, 0.1, 8.2, 0.2]], zeroPoint: -0.03));
        Assert.Equal(2.03 * Math.Pow(10, 1.6), label.Value, 1e-9);
        Assert.Equal(0.1 * Math.Pow(10, 1.6), label.Error, 1e-9);
        Assert.Equal("parallax", label.Origin);
    }

    [Fact]
    public void A_negative_parallax_stays_in_with_the_same_error_as_a_positive_one()
    {
        List<LuminosityLabel> labels = Of(["plx", "e_plx", "k_mag"], [[-0.3, 0.1, 12], [0.3, 0.1, 12]], zeroPoint: 0);
        Assert.Equal(-labels[1].Value, labels[0].Value, 1e-9);
        Assert.True(labels[0].Value < 0);
        Assert.Equal(labels[0].Error, labels[1].Error, 1e-9);
    }

    [Fact]
    public void The_zero_point_is_the_stars_own_or_the_recipes_or_the_options()
    {
        string[] names = ["plx", "e_plx", "k_mag", "zero_point", "g_mag", "nu_eff", "pseudocolour", "ecl_lat", "params_solved"];
        List<LuminosityLabel> labels = Of(
            names,
            [
                [1, 0.1, 10, 0, 13.1, 1.48, double.NaN, 0, 31],
                [1, 0.1, 10, double.NaN, 13.1, 1.48, double.NaN, 0, 31],
                [1, 0.1, 10, double.NaN, 13.1, double.NaN, double.NaN, 0, 31],
            ],
            zeroPoint: -0.02);
        Assert.Equal([100, 104.337, 102], labels.Select(label => Math.Round(label.Value, 6)));
    }

    [Fact]
    public void The_error_of_the_magnitude_counts()
    {
        LuminosityLabel label = Assert.Single(Of(["plx", "e_plx", "k_mag", "e_k_mag"], [[1, 0.03, 5, 0.2]], zeroPoint: 0));
        Assert.Equal(Math.Sqrt(0.3 * 0.3 + Math.Pow(PerMagnitude * 0.2 * 10, 2)), label.Error, 1e-9);
    }

    [Fact]
    public void An_absolute_magnitude_and_a_pseudo_luminosity_make_themselves()
    {
        LuminosityLabel magnitude = Assert.Single(Of(["m_k", "e_m_k"], [[-1.6, 0.1]]));
        Assert.Equal(PseudoLuminosity.OfMagnitude(-1.6), magnitude.Value, 1e-9);
        Assert.Equal(PerMagnitude * 0.1 * magnitude.Value, magnitude.Error, 1e-9);
        LuminosityLabel fakemag = Assert.Single(Of(["fakemag", "e_fakemag"], [[-4, -9999]]));
        Assert.Equal((-4, 0), (fakemag.Value, fakemag.Error));
    }

    [Fact]
    public void Each_star_is_taken_by_the_first_that_it_has_and_stars_without_any_are_named()
    {
        List<string> log = [];
        List<LuminosityLabel> labels = LuminosityLabels.Of(
            new Table(
                ["m_k", "plx", "e_plx", "k_mag"],
                [[-1, 5, 0.1, 9], [double.NaN, 5, 0.1, 9], [double.NaN, -9999, 0.1, 9], [-9999, 5, double.NaN, 9]]),
            LuminosityLabels.First, 0, null, (_, _) => true, log.Add);
        Assert.Equal([(0, "m_k"), (1, "parallax")], labels.Select(label => (label.Index, label.Origin)));
        Assert.Contains("2 stars without a pseudo-luminosity are left out: star 2 (row 3), star 3 (row 4)", log);
        Assert.Contains("pseudo-luminosities: 1 from m_k, 1 from parallax", log);
    }

    [Fact]
    public void Labels_that_make_no_pseudo_luminosity_are_refused_with_what_would()
    {
        string message = Assert.Throws<BadInputException>(() => Of(["teff", "logg"], [[5000, 3]])).Message;
        Assert.Contains("fakemag; or m_k; or plx, e_plx, k_mag; or radius, teff, logg, fe_h", message);
        Assert.Contains("The labels are teff, logg", message);
        Assert.Contains(
            "No star of the training set has a pseudo-luminosity", Assert.Throws<BadInputException>(() => Of(["m_k"], [[double.NaN]])).Message);
    }

    [Fact]
    public void Radii_need_isochrones() => Assert.Contains(
        "set the option isochrones",
        Assert.Throws<ConfigurationException>(() => Of(["radius", "teff", "logg", "fe_h"], [[10, 4800, 2.5, 0]])).Message);

    [SharedDataFact]
    public void K_magnitudes_follow_from_radii_as_the_isochrones_have_them()
    {
        string path = SharedData.Path("isochrones", "parsec_5gyr_11metallicities_ubvrijhk.dat");
        IsochroneMagnitudes magnitudes = IsochroneMagnitudes.Read(path);
        Assert.InRange(magnitudes.Scatter, 0.001, 0.02);

        // Each row of the tables, its radius from luminosity and temperature.
        double[] off =
        [
            .. IsochroneTable.Read(path).Where(point => point.Phase < EvolutionaryPhase.ThermalPulses && point.LogTeff is > 3.48 and < 3.9)
                .Select(point =>
            {
                double teff = Math.Pow(10, point.LogTeff);
                double radius = Math.Sqrt(Math.Pow(10, point.LogLuminosity)) / Math.Pow(teff / IsochroneMagnitudes.SolarTeff, 2);
                return Math.Abs(magnitudes.Of(radius, teff, point.LogG, point.Metallicity) - point.KMagnitude);
            }),
        ];
        Assert.InRange(off.Order().ElementAt((int)(0.99 * off.Length)), 0, 0.04);

        // The Sun: 3.27 to 3.28 in 2MASS (Willmer 2018, ApJS 236, 47).
        Assert.InRange(magnitudes.Of(1, IsochroneMagnitudes.SolarTeff, 4.438, 0), 3.23, 3.33);
        Assert.True(double.IsNaN(magnitudes.Of(1, 2900, 5, 0)));
        Assert.True(double.IsNaN(magnitudes.Of(-9999, 4800, 2.5, 0)));
        Assert.True(double.IsNaN(magnitudes.Of(10, 4800, 2.5, -4)));
    }

    [SharedDataFact]
    public void A_radius_makes_a_pseudo_luminosity_with_the_errors_of_radius_and_temperature()
    {
        IsochroneMagnitudes isochrones = IsochroneMagnitudes.Read(SharedData.Path("isochrones", "parsec_5gyr_11metallicities_ubvrijhk.dat"));
        string[] names = ["radius", "e_radius", "teff", "e_teff", "logg", "fe_h"];
        LuminosityLabel clump = Assert.Single(Of(names, [[10.9, 0.2, 4800, 50, 2.4, 0]], isochrones: isochrones));

        // The red clump: M_K = -1.61 (Hawkins et al. 2017, MNRAS 471, 722).
        Assert.Equal(-1.61, PseudoLuminosity.Magnitude(clump.Value), 0.1);
        double relative = Math.Sqrt(Math.Pow(0.2 / 10.9, 2) + Math.Pow(2 * 50.0 / 4800, 2) + Math.Pow(PerMagnitude * isochrones.Scatter, 2));
        Assert.Equal(relative, clump.Error / clump.Value, 1e-9);
        Assert.Equal("radius", clump.Origin);
    }

    [Fact]
    public void Isochrones_without_K_magnitudes_are_refused()
    {
        Assert.Null(IsochroneMagnitudes.Fit(
        [
            .. Enumerable.Range(0, 500).Select(i => new IsochronePoint(
                -1 + (0.003 * i), 5, 1, 1, i % 20 / 10.0, 3.6 + (0.0005 * i), i % 30 / 6.0, EvolutionaryPhase.RedGiantBranch, double.NaN)),
        ]));
    }

    [Fact]
    public void The_published_cuts_hold_for_the_labels_that_a_table_has()
    {
        Dictionary<string, double> good = new()
        {
            ["e_plx"] = 0.05, ["snr"] = 250, ["ruwe"] = 1.1, ["starflag"] = 0, ["vscatter"] = 0.2, ["k_mag"] = 11, ["ipd_frac_multi_peak"] = 2,
            ["ipd_gof_harmonic_amplitude"] = 0.05, ["plx"] = -0.01, ["teff"] = 4500,
        };
        Assert.True(PublishedSelection.Holds(good, 50));
        Assert.True(PublishedSelection.Holds(new Dictionary<string, double>(), 50));
        foreach ((string label, double value) in (ReadOnlySpan<(string, double)>)
            [
                ("e_plx", 0.1), ("snr", 200), ("ruwe", 1.4), ("starflag", 4), ("vscatter", 1), ("k_mag", 99), ("ipd_frac_multi_peak", 3),
                ("snr", double.NaN),
            ])
        {
            Assert.False(PublishedSelection.Holds(new Dictionary<string, double>(good) { [label] = value }, 50), label);
        }

        // Fainter than the Sun is out; negative, that is far away, is not.
        Assert.False(PublishedSelection.Holds(good, 460));
        Assert.True(PublishedSelection.Holds(good, -3));
    }

    static List<LuminosityLabel> Of(string[] names, double[][] stars, double zeroPoint = 0, IsochroneMagnitudes? isochrones = null) =>
        LuminosityLabels.Of(new Table(names, stars), LuminosityLabels.First, zeroPoint, isochrones, (_, _) => true, _ => { });

    sealed class Table(string[] names, double[][] stars) : ITrainingSet
    {
        public string Description => "a table";

        public IReadOnlyList<string> Labels => names;

        public int Count => stars.Length;

        public TrainingStar Star(int star) => new($"star {star}", star + 1, stars[star], null);

        public Target Read(int star) => throw new NotSupportedException();
    }
}
