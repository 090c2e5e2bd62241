using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>The power spectra that the network learns to make, in memory at half precision (4 kB a star), and how much each pixel counts.</summary>
sealed class PowerTargets
{
    // Gaussian of height 1 above a base of 1, as wide as twice the expected separation (Leung et al. 2023, section 5.1).
    const double WidthInSeparations = 2;

    readonly Half[][] power;
    readonly double[] nuMax;

    PowerTargets(Half[][] power, double[] nuMax) => (this.power, this.nuMax) = (power, nuMax);

    /// <summary>Gathers the power spectra of stars.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="giants">The stars, all of which have one.</param>
    /// <param name="context">Threads, progress.</param>
    /// <param name="cancellation">Stops.</param>
    public static PowerTargets Of(IPowerSource source, IReadOnlyList<TrainingGiant> giants, TrainingContext context, CancellationToken cancellation)
    {
        Half[][] all = new Half[giants.Count][];
        int done = 0;
        Parallel.For(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation }, i =>
        {
            all[i] = Array.ConvertAll(source.Of(giants[i]), value => (Half)value);
            int now = Interlocked.Increment(ref done);
            if (now % 50 == 0 || now == all.Length)
            {
                context.Progress(new TrainingStep("power spectra", (double)now / all.Length, $"{now} of {all.Length}"));
            }
        });
        return new PowerTargets(all, [.. giants.Select(giant => giant.NuMax)]);
    }

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
}
