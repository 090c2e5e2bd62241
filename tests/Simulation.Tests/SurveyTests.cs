namespace Astra.Simulation.Tests;

public sealed class SurveyTests
{
    static readonly Emulator Shipped = Emulator.Read(Emulator.ShippedFolder);

    static readonly SurveySimulator Simulator = new(Shipped, new SurveySettings { Seed = 5 });

    static readonly Lazy<SimulatedStar[]> Drawn = new(() => [.. Enumerable.Range(0, 40).Select(n => Simulator.Draw(n))]);

    [Fact]
    public void A_star_is_the_same_whoever_draws_it_and_after_what()
    {
        SurveySimulator other = new(Shipped, new SurveySettings { Seed = 5 });
        Parallel.For(0, 12, i =>
        {
            int n = 11 - i;
            SimulatedStar again = other.Draw(n);
            SimulatedStar star = Drawn.Value[n];
            Assert.Equal(star.Truth, again.Truth);
            Assert.Equal(star.Metadata, again.Metadata);
            Assert.Equal(star.Visits, again.Visits);
            Assert.Equal(star.Observed.InFile.SelectMany(row => row.Flux), again.Observed.InFile.SelectMany(row => row.Flux));
            Assert.Equal(star.Observed.InFile.SelectMany(row => row.Sky.Flux), again.Observed.InFile.SelectMany(row => row.Sky.Flux));
        });
        Assert.NotEqual(Drawn.Value[0].Truth, new SurveySimulator(Shipped, new SurveySettings { Seed = 6 }).Draw(0).Truth);
    }

    [Fact]
    public void Most_stars_are_giants_and_all_are_within_the_emulators_limits_and_younger_than_the_Universe()
    {
        SurveyPopulation population = new(Shipped, 1);
        SurveyStar[] stars = [.. Enumerable.Range(0, 4000).Select(n => population.Draw(n))];
        Assert.All(stars, star => Assert.Null(Shipped.WhyOutside(population.LabelsOf(star))));
        Assert.All(stars, star => Assert.InRange(star.Age, 0.05, 13.5));
        Assert.InRange(Share(SurveyStarKind.RedGiant), 0.42, 0.48);
        Assert.InRange(Share(SurveyStarKind.RedClump), 0.32, 0.38);

        // The clump is narrow, and its radius that of APOKASC's (Pinsonneault et al. 2025): 10.8 solar radii.
        double[] clump = [.. stars.Where(star => star.Kind == SurveyStarKind.RedClump).Select(star => star.Logg).Order()];
        Assert.Equal(2.43, clump[clump.Length / 2], 0.05);
        Assert.InRange(clump[(int)(0.84 * clump.Length)] - clump[(int)(0.16 * clump.Length)], 0.05, 0.2);

        // Young giants are massive, and rich in nitrogen for their carbon.
        SurveyStar[] young = [.. stars.Where(star => star.Kind != SurveyStarKind.Dwarf && star.Age < 3)];
        SurveyStar[] old = [.. stars.Where(star => star.Kind != SurveyStarKind.Dwarf && star.Age > 8)];
        Assert.True(young.Min(star => star.Mass) > old.Max(star => star.Mass));
        Assert.True(young.Average(star => star.Carbon - star.Nitrogen) < old.Average(star => star.Carbon - star.Nitrogen) - 0.2);

        double Share(SurveyStarKind kind) => stars.Count(star => star.Kind == kind) / (double)stars.Length;
    }

    [Fact]
    public void Radius_luminosity_distance_extinction_and_magnitudes_belong_together()
    {
        double squares = 0;
        int seen = 0;
        foreach (SimulatedStar star in Drawn.Value)
        {
            SurveyStar truth = star.Truth;
            double sunsTemperature = truth.Teff / 5772;
            Assert.Equal(star.Radius * star.Radius, truth.Mass * Math.Pow(10, 4.438 - truth.Logg), 1e-9 * star.Radius * star.Radius);
            Assert.Equal(star.Luminosity, star.Radius * star.Radius * Math.Pow(sunsTemperature, 4), 1e-9 * star.Luminosity);
            BandMagnitudes absolute = StellarColors.Absolute(truth.Teff, truth.Logg, truth.Metals, 4.74 - (2.5 * Math.Log10(star.Luminosity)));
            double modulus = 5 * Math.Log10(star.Distance / 10);
            Assert.Equal(absolute.K + modulus + star.Extinction, star.Metadata["k_mag"], 0.13);
            Assert.Equal(absolute.H + modulus + (star.Extinction * 0.131 / 0.078), star.Metadata["h_mag"], 0.13);
            Assert.Equal(star.Extinction, star.Metadata["a_k"], 0.1);
            Assert.InRange(star.Distance, 1, 12_000.1);
            double g = absolute.G + modulus + (star.Extinction * 0.789 / 0.078);
            if (g > 20.7)
            {
                Assert.Equal(double.NaN, star.Metadata["plx"]);
                continue;
            }

            Assert.Equal(g, star.Metadata["g_mag"], 0.02);
            double pull = (star.Metadata["plx"] - (1000 / star.Distance)) / star.Metadata["e_plx"];
            squares += pull * pull;
            seen++;
        }

        Assert.InRange(Math.Sqrt(squares / seen), 0.7, 1.3);
    }

    [Fact]
    public void Visits_differ_by_their_errors_and_the_combination_is_their_mean()
    {
        SimulatedStar star = Drawn.Value.First(star => star.Visits.Count >= 3);
        IReadOnlyList<ObservedRow> rows = star.Observed.Rows;
        ObservedRow combined = star.Observed.Combined;
        const PixelMask special = PixelMask.Bad | PixelMask.PersistenceHigh | PixelMask.PersistenceMedium | PixelMask.PersistenceLow;
        int[] clean =
        [
            .. Enumerable.Range(0, WavelengthGrid.Pixels)
                .Where(p => combined.Error[p] < Observation.NoDataError && (combined.Mask[p] & special) == 0),
        ];
        Assert.True(clean.Length > 500);
        double pulls = clean.Average(p =>
        {
            double difference = rows[0].Flux[p] - rows[1].Flux[p];
            return difference * difference / ((rows[0].Error[p] * rows[0].Error[p]) + (rows[1].Error[p] * rows[1].Error[p]));
        });
        Assert.InRange(Math.Sqrt(pulls), 0.9, 1.1);
        Assert.All(clean, p =>
        {
            double weights = rows.Sum(row => 1 / ((double)row.Error[p] * row.Error[p]));
            Assert.InRange(combined.Flux[p] * weights / rows.Sum(row => row.Flux[p] / ((double)row.Error[p] * row.Error[p])), 1 - 1e-5, 1 + 1e-5);
            Assert.InRange(combined.Error[p] * Math.Sqrt(weights), 1 - 1e-4, 1 + 1e-4);
        });
    }

    [Fact]
    public void Masks_are_combined_by_or_and_by_and_and_bad_pixels_of_a_visit_are_left_out()
    {
        SimulatedStar star = Drawn.Value.First(star => star.Visits.Count >= 3);
        int leftOut = 0;
        for (int p = 0; p < WavelengthGrid.Pixels; p++)
        {
            Assert.Equal(star.Observed.Rows.Aggregate(PixelMask.None, (bits, row) => bits | row.Mask[p]), star.Observed.Combined.Mask[p]);
            Assert.Equal(star.Observed.Rows.Aggregate((PixelMask)~0, (bits, row) => bits & row.Mask[p]), star.Observed.Global!.Mask[p]);
            leftOut += star.Observed.Rows.Count(row => row.Bad[p]) is int bad && bad > 0 && bad < star.Visits.Count ? 1 : 0;
        }

        Assert.True(leftOut > 10);
        SimulatedStar once = Drawn.Value.First(other => other.Visits.Count == 1);
        Assert.Null(once.Observed.Global);
        Assert.Same(once.Observed.Rows[0], once.Observed.Combined);
    }

    [Fact]
    public void Signal_to_noise_ratios_and_visits_are_as_wanted()
    {
        Assert.All(Drawn.Value, star => Assert.InRange(star.Snr[^1], 19, 310));
        Assert.Equal([1, 2, 3, 4, 5, 6], Drawn.Value.Select(star => star.Visits.Count).Distinct().Order());
        Assert.All(Drawn.Value, star => Assert.Equal(star.Visits.Count, star.Visits.Select(visit => visit.Mjd).Distinct().Count()));
    }

    [Fact]
    public void The_barycentric_correction_and_Galactic_coordinates_are_those_of_a_real_star()
    {
        // 2M17334253-1654573: its apStar file has RA 263.4272, Dec -16.9159, l 8.8050, b 8.6620 and BC 29.2271 for JD 2456377.00368.
        SkyPosition position = SkyPosition.FromGalactic(8.80495184465, 8.66202612878);
        Assert.Equal(263.427217, position.RightAscension, 1e-3);
        Assert.Equal(-16.915936, position.Declination, 1e-3);
        Assert.Equal(29.2271, EarthOrbit.VelocityTowards(position, 2456377.00368), 0.7);
        Assert.Equal(56377.0047870 - 56377.00368, EarthOrbit.TimeTowards(position, 2456377.00368), 5e-4);
    }
}
