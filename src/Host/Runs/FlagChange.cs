using Astra.Host.Plugins;
using Astra.Host.Storage;
using MathNet.Numerics.Distributions;

namespace Astra.Host.Runs;

/// <summary>A flag that a run's results carry far more often, or far more rarely, than those of the runs before.</summary>
/// <param name="Kind"><c>new</c>, <c>common</c> or <c>rare</c>.</param>
/// <param name="Fraction">Of this run's results.</param>
/// <param name="FractionBefore">Of the results of the runs before, together.</param>
/// <param name="RunsBefore">How many runs those are.</param>
/// <param name="Matters">
/// Whether a human should know: it warns or condemns, is not rarer, and there are runs enough before to know how different nights are.
/// </param>
sealed record FlagChange(
    string Pipeline, string Flag, string Kind, long Results, double Fraction, double FractionBefore, int RunsBefore, bool Matters)
{
    /// <summary>How many runs before are compared with.</summary>
    public const int Window = 7;

    /// <summary>Fewer runs say little about how different nights are.</summary>
    const int FewestRuns = 3;

    /// <summary>Nights differ: only a factor of two is worth a word.</summary>
    const double Factor = 2;

    /// <summary>A run of fewer results says nothing about how common a flag is on a usual night.</summary>
    const int FewestResults = 20;

    /// <summary>With some 60 flags in all, a change by chance is told about twice a year.</summary>
    const double Chance = 1e-4;

    /// <summary>The changes of a pipeline's flags in a run of the workspace.</summary>
    public static IReadOnlyList<FlagChange> Of(IStore store, long run, PipelineDeclaration pipeline) =>
        store.FlagsOfRuns(pipeline.Name, run + 1, 1) is [{ } now] && now.Run == run
            ? Of(now, store.FlagsOfRuns(pipeline.Name, run, Window), pipeline.Flags)
            : [];

    /// <summary>
    /// Compares a run with those before. A change must be at least twofold, beyond the range of all runs before that have enough results, and have
    /// a probability below one in ten thousand if the flag were as common as before: given the results with the flag in all runs together, how
    /// many of them fall into this one is a binomial draw.
    /// </summary>
    public static IReadOnlyList<FlagChange> Of(RunFlags run, IReadOnlyList<RunFlags> before, FlagLayout layout)
    {
        long resultsBefore = before.Sum(other => other.Results);
        return run.Results == 0 || resultsBefore == 0 ? [] : [.. layout.Flags.Select(Compare).OfType<FlagChange>()];

        FlagChange? Compare(FlagDeclaration flag)
        {
            long now = run.Flags.GetValueOrDefault(flag.Bit);
            long then = before.Sum(other => other.Flags.GetValueOrDefault(flag.Bit));
            double fraction = (double)now / run.Results;
            double fractionBefore = (double)then / resultsBefore;
            double[] others = [.. before.Where(other => other.Results >= FewestResults)
                .Select(other => (double)other.Flags.GetValueOrDefault(flag.Bit) / other.Results)];
            bool more = fraction > fractionBefore;
            bool beyond = more
                ? fraction >= Factor * fractionBefore && others.All(other => fraction > other)
                : fraction * Factor <= fractionBefore && others.All(other => fraction < other);
            if (!beyond || now + then == 0)
            {
                return null;
            }

            Binomial draw = new((double)run.Results / (run.Results + resultsBefore), (int)Math.Min(int.MaxValue, now + then));
            double probability = more ? 1 - draw.CumulativeDistribution(now - 1) : draw.CumulativeDistribution(now);
            return probability >= Chance ? null : new FlagChange(
                run.Pipeline, flag.Name, then == 0 ? "new" : more ? "common" : "rare", now, fraction, fractionBefore, before.Count,
                more && others.Length >= FewestRuns && (flag.Severity & (Severity.Warn | Severity.Bad)) != 0);
        }
    }

    /// <summary>In words.</summary>
    public string Text => Kind == "new"
        ? Invariant($"{Pipeline}: {Flag} is new: {Results:N0} results, {Fraction:P1} of the run, none in the {Before}")
        : Invariant($"{Pipeline}: {Flag} has become {Kind}: {Results:N0} results, {Fraction:P1} of the run, {FractionBefore:P1} in the {Before}");

    string Before => RunsBefore == 1 ? "run before" : Invariant($"{RunsBefore} runs before");
}
