using Astra.Isochrones;
using Astra.Plugins.DistMass.Isochrones;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.DistMass.Tests.Isochrones;

public sealed class IsochroneFamilyTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public void At_a_tables_age_the_isochrone_is_the_table()
    {
        (List<ResampledIsochrone> tables, GiantAgeRelation relation) = Solar();
        IsochroneFamily family = new(tables, relation);
        Assert.Equal(6, tables.Count);
        Assert.All(tables, table => Assert.Same(table, family.At(table.Age)));
        Assert.Null(family.At(0.05));
        Assert.InRange(family.BranchSlope, 0.13, 0.15);
        Assert.InRange(family.HeliumSlope, 0.09, 0.12);
    }

    /// <summary>The gap from 0.5 to 0.9 Gyr is bridged as that from 0.9 to 5 has to be, where nothing can judge it.</summary>
    [SharedDataFact]
    public void A_table_that_was_left_out_is_met()
    {
        (List<ResampledIsochrone> tables, GiantAgeRelation relation) = Solar();
        ResampledIsochrone real = tables.Single(table => table.Age == 0.7);
        ResampledIsochrone made = new IsochroneFamily(tables.Where(table => table != real), relation).At(0.7)!;

        Compare("main sequence", ResampledIsochrone.MainSequence, star => star.InitialMass, 0.75, 2.35, 0.03, 0.01);
        Compare("giant branch", ResampledIsochrone.GiantBranch, star => star.LogLuminosity, 1.9, 2.4, 0.04, 0.006);
        IsochroneStar clump = Mean(made);
        IsochroneStar realClump = Mean(real);
        output.WriteLine($"clump {clump} {realClump}");
        Assert.Equal(realClump.LogTeff, clump.LogTeff, 0.006);
        Assert.Equal(realClump.Mass, clump.Mass, 0.05);

        // A tenth in luminosity, which the method leaves as it is in the table of the nearest age.
        Assert.Equal(realClump.LogLuminosity, clump.LogLuminosity, 0.12);
        double numberReal = Enumerable.Range(ResampledIsochrone.HeliumBurning.Start.Value, 40).Sum(i => real[i].Width);
        double numberMade = Enumerable.Range(ResampledIsochrone.HeliumBurning.Start.Value, 40).Sum(i => made[i].Width);
        Assert.InRange(numberMade / numberReal, 0.7, 1.4);

        void Compare(string phase, Range range, Func<IsochroneStar, double> by, double from, double to, double luminosity, double teff)
        {
            double worstL = 0;
            double worstT = 0;
            for (double x = from; x <= to; x += (to - from) / 50)
            {
                (double l, double t) = At(real, range, by, x);
                (double madeL, double madeT) = At(made, range, by, x);
                worstL = Math.Max(worstL, Math.Abs(l - madeL));
                worstT = Math.Max(worstT, Math.Abs(t - madeT));
            }

            output.WriteLine(FormattableString.Invariant($"{phase}: {worstL:0.0000} in log L, {worstT:0.0000} in log Teff"));
            Assert.InRange(worstL, 0, luminosity);
            Assert.InRange(worstT, 1e-6, teff);
        }
    }

    [SharedDataFact]
    public void Isochrones_in_the_gap_and_beyond_have_giants_of_the_mass_that_the_age_asks_for()
    {
        (List<ResampledIsochrone> tables, GiantAgeRelation relation) = Solar();
        IsochroneFamily family = new(tables, relation);
        double before = double.PositiveInfinity;
        foreach (double age in new[] { 0.9, 1.1, 1.5, 1.7, 2, 3, 4, 5, 6, 8, 10, 13 })
        {
            ResampledIsochrone isochrone = family.At(age)!;
            int middle = (ResampledIsochrone.GiantBranch.Start.Value + ResampledIsochrone.GiantBranch.End.Value) / 2;
            IsochroneStar giant = isochrone[middle];
            Assert.Equal(Math.Log10(age), relation.LogAge(Math.Log10(giant.InitialMass), family.Metallicity, isInitial: true), 0.04);
            Assert.True(giant.InitialMass < before);
            before = giant.InitialMass;

            // Nothing is cooler than the giants at a subgiant's gravity.
            IsochroneStar last = isochrone[ResampledIsochrone.Subgiants.End.Value - 1];
            Assert.InRange(last.LogTeff, Math.Log10(4700), Math.Log10(5300));
            Assert.All(Enumerable.Range(0, ResampledIsochrone.Points), i =>
            {
                IsochroneStar star = isochrone[i];
                Assert.True(star.Width >= 0 && double.IsFinite(star.LogG) && star.Mass <= star.InitialMass + 0.001, $"{age} Gyr, point {i}: {star}");
            });
        }
    }

    static (double LogLuminosity, double LogTeff) At(ResampledIsochrone isochrone, Range range, Func<IsochroneStar, double> by, double x)
    {
        for (int i = range.Start.Value + 1; i < range.End.Value; i++)
        {
            if (by(isochrone[i - 1]) <= x && by(isochrone[i]) > x)
            {
                double fraction = (x - by(isochrone[i - 1])) / (by(isochrone[i]) - by(isochrone[i - 1]));
                IsochroneStar star = IsochroneStar.Between(isochrone[i - 1], isochrone[i], fraction);
                return (star.LogLuminosity, star.LogTeff);
            }
        }

        throw new InvalidOperationException(FormattableString.Invariant($"{x} is not reached."));
    }

    static IsochroneStar Mean(ResampledIsochrone isochrone)
    {
        IsochroneStar[] stars = [.. Enumerable.Range(ResampledIsochrone.HeliumBurning.Start.Value, 40).Select(i => isochrone[i])];
        double all = stars.Sum(star => star.Width);
        return new IsochroneStar(
            stars.Sum(star => star.InitialMass * star.Width) / all,
            stars.Sum(star => star.Mass * star.Width) / all,
            stars.Sum(star => star.LogLuminosity * star.Width) / all,
            stars.Sum(star => star.LogTeff * star.Width) / all,
            all);
    }

    static (List<ResampledIsochrone> Tables, GiantAgeRelation Relation) Solar()
    {
        List<IsochronePoint> points = IsochroneTable.ReadFolder(SharedData.Path("isochrones"));
        AgeModel ages = new(IsochroneDigest.Anchors(points), IsochroneDigest.MainSequences(points));
        List<ResampledIsochrone> solar =
            StellarPopulation.Families(ResampledIsochrone.From(points)).Single(family => Math.Abs(family[0].Metallicity - 0.015) < 0.005);
        return (solar, ages.Relation(EvolutionaryState.RedGiantBranch));
    }
}
