using Astra.Isochrones;
using Astra.Plugins.Cannon.Ages;

namespace Astra.Cannon.Tests.Ages;

public sealed class GiantAgeRelationTests
{
    static readonly double[] Metallicities = [-2.5, -2, -1.4, -0.85, -0.6, -0.503, -0.4, -0.2486, -0.1, 0.015, 0.1, 0.285, 0.4, 0.575, 1];

    public static TheoryData<string> States => new(Enum.GetNames<EvolutionaryState>());

    [Theory]
    [MemberData(nameof(States))]
    public void Every_table_of_its_own_is_met_exactly(string name)
    {
        GiantAgeRelation relation = Relation(name);
        Assert.Equal(36, relation.Used.Count);
        Assert.All(relation.Used, anchor =>
        {
            double current = relation.LogAge(Math.Log10(anchor.CurrentMass), anchor.Metallicity, isInitial: false);
            double initial = relation.LogAge(Math.Log10(anchor.InitialMass), anchor.Metallicity, isInitial: true);
            Assert.Equal(Math.Log10(anchor.Age), current, 9);
            Assert.Equal(Math.Log10(anchor.Age), initial, 9);
        });
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Tables_between_those_that_were_used_are_met_to_two_per_cent(string name)
    {
        GiantAgeRelation relation = Relation(name);
        Assert.Equal(5, relation.Unused.Count);
        Assert.All(relation.Unused, anchor => Assert.Equal(
            Math.Log10(anchor.Age), relation.LogAge(Math.Log10(anchor.CurrentMass), anchor.Metallicity, isInitial: false), 0.0075));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_more_massive_giant_is_younger_over_the_whole_range(string name)
    {
        GiantAgeRelation relation = Relation(name);
        foreach (double metallicity in Metallicities)
        {
            foreach (bool isInitial in new[] { false, true })
            {
                double before = double.PositiveInfinity;
                for (double logMass = -0.7; logMass < 1; logMass += 0.0005)
                {
                    double age = relation.LogAge(logMass, metallicity, isInitial);
                    Assert.True(age < before && double.IsFinite(age), $"[M/H] {metallicity}, mass {Math.Pow(10, logMass)}: {age} after {before}");
                    before = age;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Age_changes_without_jumps_with_mass_and_metallicity(string name)
    {
        GiantAgeRelation relation = Relation(name);
        for (double logMass = -0.2; logMass < 0.8; logMass += 0.01)
        {
            for (double metallicity = -2.1; metallicity < 0.7; metallicity += 0.01)
            {
                double age = relation.LogAge(logMass, metallicity, isInitial: false);
                Assert.InRange(Math.Abs(relation.LogAge(logMass + 1e-6, metallicity, isInitial: false) - age), 0, 1e-5);
                Assert.InRange(Math.Abs(relation.LogAge(logMass, metallicity + 1e-6, isInitial: false) - age), 0, 1e-5);
            }
        }
    }

    [Fact]
    public void Mass_lost_makes_old_giants_younger_than_their_mass_alone_says()
    {
        GiantAgeRelation clump = Relation(nameof(EvolutionaryState.RedClump));
        double withLoss = clump.LogAge(0, 0, isInitial: false);
        double without = clump.LogAge(0, 0, isInitial: true);
        Assert.InRange(without - withLoss, 0.05, 0.12);
        Assert.Equal(clump.LogAge(Math.Log10(3.5), 0, true), clump.LogAge(Math.Log10(3.5), 0, false), 0.003);
    }

    [Fact]
    public void The_range_of_the_tables_is_known()
    {
        GiantAgeRelation clump = Relation(nameof(EvolutionaryState.RedClump));
        Assert.Equal((0.1, 0.9, 5.0), (clump.LeastAge, clump.WideGapFrom, clump.MostAge));
        Assert.Equal(-0.503, clump.LeastMetallicity, 0.001);
        Assert.Equal(0.575, clump.MostMetallicity, 0.002);
    }

    [Fact]
    public void Anchors_whose_older_stars_are_more_massive_are_refused()
    {
        AgeAnchor[] wrong = [.. ShippedAges.Ages.Anchors.Select(anchor => anchor.Age == 5 ? anchor with { CurrentMass = 3 } : anchor)];
        ArgumentException e = Assert.Throws<ArgumentException>(() => new AgeModel(wrong, ShippedAges.Ages.MainSequence));
        Assert.EndsWith("giants of 5 Gyr are not less massive than those of 0.9 Gyr.", e.Message);
    }

    [Fact]
    public void Tables_of_one_age_make_no_relation()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => new AgeModel([.. ShippedAges.Ages.Anchors.Where(anchor => anchor.Age == 5)], ShippedAges.Ages.MainSequence));
        Assert.Equal("tables of several ages exist for 0 metallicities; two or more are needed.", e.Message);
    }

    [Fact]
    public void A_main_sequence_that_is_missing_or_gets_fainter_is_refused()
    {
        ArgumentException missing = Assert.Throws<ArgumentException>(() => new AgeModel(ShippedAges.Ages.Anchors, []));
        Assert.Contains("the main sequence of the youngest table does not reach", missing.Message);
        MainSequencePoint[] dipping =
            [.. ShippedAges.Ages.MainSequence.Select(point => point.LogMass is > 0.2 and < 0.25 ? point with { LogLuminosity = -1 } : point)];
        ArgumentException faint = Assert.Throws<ArgumentException>(() => new AgeModel(ShippedAges.Ages.Anchors, dipping));
        Assert.Contains("the main sequence is not bright enough", faint.Message);
    }

    static GiantAgeRelation Relation(string state) => ShippedAges.Ages.Relation(Enum.Parse<EvolutionaryState>(state));
}
