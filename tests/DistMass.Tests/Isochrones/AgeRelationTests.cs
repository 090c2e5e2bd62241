using Astra.Isochrones;
using Astra.Plugins.DistMass.Isochrones;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.DistMass.Tests.Isochrones;

/// <summary>The figures are in docs/pipelines/distmass-isochrones.md.</summary>
public sealed class AgeRelationTests(ITestOutputHelper output)
{
    static AgeRelation Ages => Shipped.Isochrones.Ages;

    [Theory]
    [InlineData(0.79, 0)]
    [InlineData(8.01, 0)]
    [InlineData(1, -0.51)]
    [InlineData(1, 0.51)]
    [InlineData(double.NaN, 0)]
    [InlineData(1, double.NaN)]
    [InlineData(-9999, 0)]
    [InlineData(1, -9999)]
    public void Outside_of_the_range_there_is_no_age(double mass, double feH)
    {
        Assert.Equal(double.NaN, Ages.LogAge(mass, feH));
        AgeInterval age = Ages.Age(mass, 0.1, feH, 0.05);
        Assert.Equal((double.NaN, double.NaN, double.NaN), (age.LogAge, age.Below, age.Above));
    }

    [Fact]
    public void At_the_edges_of_the_range_there_is_an_age()
    {
        (double Mass, double FeH)[] corners = [(0.8, -0.5), (0.8, 0.5), (8, -0.5), (8, 0.5)];
        Assert.All(corners, corner => Assert.True(double.IsFinite(Ages.LogAge(corner.Mass, corner.FeH))));
        AgeInterval lightest = Ages.Age(0.8, 0.7, -0.5, 0.5);
        Assert.True(double.IsFinite(lightest.Above) && double.IsFinite(lightest.Below));
    }

    [Fact]
    public void A_more_massive_giant_is_younger_at_every_metallicity()
    {
        for (double feH = -0.5; feH <= 0.5; feH += 0.0625)
        {
            double before = double.PositiveInfinity;
            for (double mass = 0.8; mass <= 8; mass += 0.01)
            {
                double age = Ages.LogAge(mass, feH);
                Assert.True(age < before, $"[Fe/H] {feH}, mass {mass}: {age} after {before}");
                before = age;
            }
        }
    }

    [Fact]
    public void Without_an_error_of_the_mass_there_are_no_limits()
    {
        AgeInterval age = Ages.Age(1.2, double.NaN, 0, 0.05);
        Assert.True(double.IsFinite(age.LogAge));
        Assert.Equal((double.NaN, double.NaN), (age.Below, age.Above));
    }

    [Fact]
    public void Limits_are_the_ages_at_the_moved_masses()
    {
        AgeInterval age = Ages.Age(1.2, 0.12, 0.1, double.NaN);
        Assert.Equal(Ages.LogAge(1.32, 0.1), age.LogAge - age.Below, 12);
        Assert.Equal(Ages.LogAge(1.08, 0.1), age.LogAge + age.Above, 12);
        AgeInterval wider = Ages.Age(1.2, 0.12, 0.1, 0.1);
        Assert.True(wider.Above > age.Above && wider.Below >= age.Below);
    }

    /// <summary>
    /// The paper prints +0.30 and -0.21 dex at 1 and +0.067 and -0.063 dex at 2 solar masses. A lifetime goes as the mass to a power between -2.5 and
    /// -3.5, which makes 0.10 to 0.16 dex of 10 per cent of any mass.
    /// </summary>
    [Theory]
    [InlineData(1, 0.152, 0.139)]
    [InlineData(2, 0.126, 0.110)]
    public void Ten_per_cent_in_mass_are_what_a_power_law_of_lifetimes_makes_of_them(double mass, double above, double below)
    {
        AgeInterval age = Ages.Age(mass, 0.1 * mass, 0, 0);
        Assert.Equal(above, age.Above, 0.001);
        Assert.Equal(below, age.Below, 0.001);
        double ofHurley = Hurley(0.9 * mass, 0) - Hurley(mass, 0);
        Assert.Equal(ofHurley, age.Above, 0.03);
    }

    /// <summary>Hurley, Pols and Tout 2000 (MNRAS 315, 543, equation 4): the time to the base of the giant branch, from other tracks.</summary>
    [Fact]
    public void Ages_are_near_an_analytic_formula_for_lifetimes()
    {
        foreach (double feH in new[] { -0.5, -0.25, 0, 0.25, 0.5 })
        {
            List<double> differences = [];
            for (double mass = 0.8; mass <= 8; mass *= 1.02)
            {
                differences.Add(Ages.LogAge(mass, feH) - Hurley(mass, feH));
            }

            output.WriteLine(FormattableString.Invariant($"[Fe/H] {feH}: {Spread.Of(differences)}, {differences.Min():0.000} to {differences.Max():0.000}"));
            foreach (double mass in new[] { 0.8, 1, 1.2, 1.5, 2, 3, 5, 8 })
            {
                output.WriteLine(FormattableString.Invariant($"   {mass}: {Ages.LogAge(mass, feH):0.000} less {Hurley(mass, feH):0.000}"));
            }

            Assert.InRange(differences.Min(), -0.17, 0);
            Assert.InRange(differences.Max(), -0.05, 0.11);
        }
    }

    [SharedDataFact]
    public void Ages_of_APOKASC_3_are_met_as_well_as_was_measured()
    {
        Dictionary<string, double[]> gold = FitsColumns.Numbers("apokasc3_gold.fits", "KIC", "MASS", "S_MASS", "FE_H", "S_FE_H");
        string[] states = FitsColumns.Texts("apokasc3_gold.fits", "EVOL_STATE");
        Dictionary<string, double[]> published = FitsColumns.Numbers("apokasc3_ages.fits", "KEPLER_ID", "AGE_JT");
        Dictionary<double, double> ages = published["KEPLER_ID"].Zip(published["AGE_JT"])
            .DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second);
        List<(string State, double Age, double Difference, double Error)> stars = [];
        for (int row = 0; row < states.Length; row++)
        {
            AgeInterval ours = Ages.Age(gold["MASS"][row], gold["S_MASS"][row], gold["FE_H"][row], gold["S_FE_H"][row]);
            if (ages.TryGetValue(gold["KIC"][row], out double age) && age is > 0 and < 13.8 && double.IsFinite(ours.LogAge))
            {
                stars.Add((states[row], age, ours.LogAge - Math.Log10(age), (ours.Above + ours.Below) / 2));
            }
        }

        Spread all = Spread.Of(stars.Select(star => star.Difference));
        output.WriteLine($"all: {all}; median error {Spread.Of(stars.Select(star => star.Error)).Median:0.000}");
        foreach (var state in stars.GroupBy(star => star.State))
        {
            output.WriteLine($"{state.Key}: {Spread.Of(state.Select(star => star.Difference))}");
            foreach ((double from, double to) in new[] { (0.0, 1.0), (1, 2), (2, 5), (5, 8), (8, 13.8) })
            {
                Spread spread = Spread.Of(state.Where(star => star.Age > from && star.Age <= to).Select(star => star.Difference));
                output.WriteLine($"   {from} to {to}: {spread}");
            }
        }

        Assert.True(all.Count > 4000);
        Assert.InRange(all.Median, 0.005, 0.02);
        Assert.InRange(all.Scatter, 0.06, 0.08);
        Spread branch = Spread.Of(stars.Where(star => star.State == "RGB").Select(star => star.Difference));
        Spread clump = Spread.Of(stars.Where(star => star.State == "RC").Select(star => star.Difference));
        Assert.InRange(branch.Median, -0.05, -0.035);
        Assert.InRange(clump.Median, 0.04, 0.06);
        Assert.InRange(Math.Max(branch.Scatter, clump.Scatter), 0.02, 0.035);
    }

    static double Hurley(double mass, double metallicity)
    {
        double a1 = Cubic(1.593890e3, 2.053038e3, 1.231226e3, 2.327785e2);
        double a2 = Cubic(2.706708e3, 1.483131e3, 5.772723e2, 7.411230e1);
        double a3 = Cubic(1.466143e2, -1.048442e2, -6.795374e1, -1.391127e1);
        double a4 = Cubic(4.141960e-2, 4.564888e-2, 2.958542e-2, 5.571483e-3);
        const double A5 = 3.426349e-1;
        double seventh = Math.Pow(mass, 7);
        double time = (a1 + (a2 * Math.Pow(mass, 4)) + (a3 * Math.Pow(mass, 5.5)) + seventh) / ((a4 * mass * mass) + (A5 * seventh));
        return Math.Log10(time / 1000);

        // In powers of log10(Z / 0.02), which is [M/H] to their Sun as ours is to PARSEC's.
        double Cubic(double a, double b, double c, double d) => a + (metallicity * (b + (metallicity * (c + (metallicity * d)))));
    }
}
