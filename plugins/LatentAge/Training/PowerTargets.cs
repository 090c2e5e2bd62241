using System.Globalization;
using Astra.Plugins.LatentAge.PowerSpectra;
using Astra.Plugins.LatentAge.PowerSpectra.Simulation;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>The power spectra that the network learns to make, in memory at half precision (4 kB a star), and how much each pixel counts.</summary>
sealed class PowerTargets
{
    // Gaussian of height 1 above a base of 1, as wide as twice the expected separation (Leung et al. 2023, section 5.1).
    const double WidthInSeparations = 2;

    readonly Half[][] power;
    readonly double[] nuMax;

    PowerTargets(Half[][] power, double[] nuMax, string origin) => (this.power, this.nuMax, Origin) = (power, nuMax, origin);

    /// <summary>How they came about, for the manifest.</summary>
    public string Origin { get; }

    /// <summary>Simulates the power spectra of stars from nu_max, Delta nu and evolutionary state.</summary>
    /// <param name="giants">The stars, all of which have these.</param>
    /// <param name="context">Threads, progress, seed.</param>
    /// <param name="cancellation">Stops.</param>
    public static PowerTargets Simulate(IReadOnlyList<TrainingGiant> giants, TrainingContext context, CancellationToken cancellation) => new(
        All(giants.Count, context, cancellation, i => Array.ConvertAll(Draw(giants[i], context, "power spectrum"), value => (Half)value)),
        [.. giants.Select(giant => giant.NuMax)],
        "simulated from nu_max, Delta nu and evolutionary state");

    /// <summary>A simulated power spectrum of a star.</summary>
    /// <param name="giant">The star.</param>
    /// <param name="context">Has the seed.</param>
    /// <param name="purpose">Another purpose gives another star with the same labels.</param>
    public static float[] Draw(TrainingGiant giant, TrainingContext context, string purpose) => SimulatedPowerSpectrum.Draw(
        giant.NuMax, giant.DeltaNu, giant.IsClump!.Value,
        context.RandomFor(string.Create(CultureInfo.InvariantCulture, $"{purpose} {giant.Name} {giant.Index}")));

    /// <summary>Why a power spectrum of a star cannot be simulated, or null.</summary>
    public static string? Fault(TrainingGiant giant) => !double.IsFinite(giant.DeltaNu)
        ? "without Delta nu"
        : giant.IsClump is null
            ? "without evolutionary state"
            : SimulatedGiant.IsOfGiant(giant.NuMax, giant.DeltaNu) ? null : "with a Delta nu that no giant of its nu_max has";

    /// <summary>Writes a star's power spectrum.</summary>
    /// <param name="giant">0-based.</param>
    /// <param name="values">Takes 2092 natural logarithms of power over background.</param>
    public void Read(int giant, Span<float> values)
    {
        for (int p = 0; p < values.Length; p++)
        {
            values[p] = (float)power[giant][p];
        }
    }

    /// <summary>Writes how much each pixel of a star's power spectrum counts.</summary>
    /// <param name="giant">0-based.</param>
    /// <param name="weights">Takes 2092 numbers from 1 to 2.</param>
    public void ReadWeights(int giant, Span<float> weights)
    {
        double width = WidthInSeparations * PixelGrid.ExpectedSeparation(nuMax[giant]);
        for (int p = 0; p < weights.Length; p++)
        {
            double distance = (PixelGrid.Giants.Frequencies[p] - nuMax[giant]) / width;
            weights[p] = (float)(1 + Math.Exp(-0.5 * distance * distance));
        }
    }

    static Half[][] All(int count, TrainingContext context, CancellationToken cancellation, Func<int, Half[]> one)
    {
        Half[][] all = new Half[count][];
        int done = 0;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation }, i =>
        {
            all[i] = one(i);
            int now = Interlocked.Increment(ref done);
            if (now % 50 == 0 || now == count)
            {
                context.Progress(new TrainingStep("power spectra", (double)now / count, $"{now} of {count}"));
            }
        });
        return all;
    }
}
