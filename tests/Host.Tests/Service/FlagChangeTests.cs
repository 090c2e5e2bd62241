using Astra.Host.Plugins;
using Astra.Host.Runs;
using Astra.Host.Storage;

namespace Astra.Host.Tests.Service;

public sealed class FlagChangeTests
{
    static readonly FlagLayout Layout = new()
    {
        Flags = [new FlagDeclaration("HARMLESS", 0, "worth knowing", Severity.Informational), new FlagDeclaration("DOUBTFUL", 1, "use with care", Severity.Warn)],
        BadCombinations = [],
        NoResult = 1 << 11,
    };

    [Fact]
    public void A_flag_that_was_never_seen_is_new()
    {
        FlagChange change = Assert.Single(Changes(results: 1000, flagged: 20, before: [(1000, 0), (1000, 0), (1000, 0)]));

        Assert.Equal(("DOUBTFUL", "new", 0.02, 0.0, true), (change.Flag, change.Kind, change.Fraction, change.FractionBefore, change.Matters));
        Assert.Equal("P: DOUBTFUL is new: 20 results, 2.0 % of the run, none in the 3 runs before", change.Text.Replace("\u00a0", " ", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_doubles_beyond_the_range_of_all_runs_before_has_become_common() =>
        Assert.Equal("common", Assert.Single(Changes(1000, 120, [(1000, 30), (1000, 60), (1000, 45)])).Kind);

    [Fact]
    public void One_that_becomes_rare_is_told_and_needs_nobody()
    {
        FlagChange change = Assert.Single(Changes(1000, 10, [(1000, 100), (1000, 140)]));

        Assert.Equal(("rare", false), (change.Kind, change.Matters));
    }

    [Fact]
    public void What_is_only_worth_knowing_needs_nobody() =>
        Assert.False(Assert.Single(Changes(1000, 300, [(1000, 10)], bit: 0)).Matters);

    /// <summary>Fields differ: what was as common on one night before is no news.</summary>
    [Fact]
    public void What_was_as_common_once_before_is_no_change() => Assert.Empty(Changes(1000, 120, [(1000, 10), (1000, 130), (1000, 5)]));

    [Fact]
    public void A_few_results_may_be_chance() => Assert.Empty(Changes(30, 2, [(1000, 5), (1000, 6)]));

    [Fact]
    public void Nights_like_those_before_have_no_change() => Assert.Empty(Changes(100_000, 5_150, [(90_000, 4_500), (110_000, 5_600)]));

    [Fact]
    public void Before_there_are_runs_enough_a_change_is_told_and_needs_nobody() =>
        Assert.False(Assert.Single(Changes(1000, 500, [(1000, 10), (1000, 20)])).Matters);

    [Fact]
    public void The_first_run_is_compared_with_nothing() => Assert.Empty(Changes(1000, 1000, []));

    /// <summary>Draws nights from one and the same sky: 20 flags for 100 nights are 2,000 comparisons, with 0.2 changes expected by chance at most.</summary>
    [Fact]
    public void Chance_makes_no_change()
    {
        Random random = new(20270301);
        int changes = 0;
        for (int flag = 0; flag < 20; flag++)
        {
            double fraction = Math.Pow(10, -3 * random.NextDouble());
            (long, long)[] nights = [.. Enumerable.Range(0, 107).Select(_ =>
            {
                int results = random.Next(50, 2000);
                return ((long)results, Enumerable.Range(0, results).LongCount(_ => random.NextDouble() < fraction));
            })];
            changes += Enumerable.Range(7, 100).Sum(night => Changes(nights[night].Item1, nights[night].Item2, nights[(night - 7)..night]).Count);
        }

        Assert.InRange(changes, 0, 2);
    }

    static IReadOnlyList<FlagChange> Changes(long results, long flagged, IReadOnlyList<(long Results, long Flagged)> before, int bit = 1) => FlagChange.Of(
        Run(100, results, flagged, bit), [.. before.Select((run, i) => Run(99 - i, run.Results, run.Flagged, bit))], Layout);

    static RunFlags Run(long key, long results, long flagged, int bit) =>
        new(key, "P", results, flagged == 0 ? new Dictionary<int, long>() : new Dictionary<int, long> { [bit] = flagged });
}
