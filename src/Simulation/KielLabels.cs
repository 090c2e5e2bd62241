using System.Globalization;

namespace Astra.Simulation;

/// <summary>
/// Labels spread over the part of the Kiel diagram (log g against Teff) where stars are: Teff evenly within the emulator's limits, log g evenly
/// between the lowest and the highest of stars of that Teff, and every other label evenly within its limits.
/// </summary>
/// <remarks>
/// The edges are those of PARSEC isochrones (Bressan et al. 2012, MNRAS 427, 127; Marigo et al. 2017, ApJ 835, 77) of 0.1 to 0.9 Gyr with [M/H]
/// -0.5 to 0.5, and of 5 Gyr with -2 to 0.5, without stars that have left the asymptotic giant branch. Between them the density is no Galaxy's:
/// cool of some 4500 K there is nothing between giants and dwarfs, and stars are drawn there all the same, so that a network need not extrapolate
/// between the two.
/// </remarks>
public sealed class KielLabels
{
    /// <summary>
    /// How far beyond the isochrones stars are drawn on either side, dex: ages and abundances that they do not have, and errors of log g.
    /// </summary>
    public const double Margin = 0.1;

    /// <summary>
    /// Teff (K) with the lowest and the highest log g (dex) of the isochrones: quantiles of 2 and 100 % of the points within 125 K, smoothed by hand.
    /// Cool of 4000 K the lowest are the tips of the asymptotic giant branches.
    /// </summary>
    static readonly (double Teff, double Lowest, double Highest)[] Edges =
    [
        (3000, -1.1, 5.45), (3500, -0.85, 5.4), (4000, -0.7, 5.2), (4250, 0.4, 5.1), (4500, 0.8, 5.0), (4750, 1.1, 4.92), (5000, 1.4, 4.85),
        (5500, 1.6, 4.75), (6000, 1.75, 4.66), (6500, 1.9, 4.55), (7000, 2.0, 4.43), (7500, 2.15, 4.4), (8000, 2.3, 4.4),
    ];

    readonly EmulatorLabel[] labels;
    readonly int seed;
    readonly int teffAt;
    readonly int loggAt;

    /// <summary>Makes a source of labels within an emulator's limits.</summary>
    /// <param name="emulator">The emulator.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <exception cref="ConfigurationException">The emulator's limits leave out all stars of some Teff, or all between 3000 and 8000 K.</exception>
    public KielLabels(Emulator emulator, int seed)
    {
        this.seed = seed;
        labels = [.. emulator.Labels];
        teffAt = Array.FindIndex(labels, label => label.Name == "teff");
        loggAt = Array.FindIndex(labels, label => label.Name == "logg");
        EmulatorLabel limits = labels[teffAt];
        labels[teffAt] = limits with { Minimum = Math.Max(limits.Minimum, Edges[0].Teff), Maximum = Math.Min(limits.Maximum, Edges[^1].Teff) };
        (double coolest, double hottest) = (labels[teffAt].Minimum, labels[teffAt].Maximum);
        if (!(coolest < hottest))
        {
            throw new ConfigurationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The emulator {emulator.Path} is for Teff {limits.Minimum:0} to {limits.Maximum:0} K, but where stars are is known from {Edges[0].Teff} to {Edges[^1].Teff} K only. Use another emulator, or labels of real stars."));
        }

        // Straight edges and straight limits: what is open at both ends of a piece is open all along it.
        foreach (double teff in Edges.Select(edge => edge.Teff).Where(teff => teff > coolest && teff < hottest).Prepend(coolest).Append(hottest))
        {
            (double lowest, double highest) = LoggLimits(teff);
            if (!(lowest < highest))
            {
                throw new ConfigurationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The emulator {emulator.Path} is for log g {labels[loggAt].Minimum:G4} to {labels[loggAt].Maximum:G4}, where there are no stars of Teff {teff:0} K. Use another emulator, or labels of real stars."));
            }
        }

        Description = $"spread evenly over the Kiel diagram ({string.Join(", ", labels.Select(Extent))})";
    }

    /// <summary>What its stars are, for manifests and logs, to be read after "stars".</summary>
    public string Description { get; }

    /// <summary>
    /// Between which log g (dex) stars of a Teff are drawn: the isochrones' edges, wider by <see cref="Margin"/>, within the emulator's limits.
    /// </summary>
    /// <param name="teff">Effective temperature, K; beyond 3000 to 8000 K the edges go on as they are there.</param>
    public (double Lowest, double Highest) LoggLimits(double teff)
    {
        int above = 1;
        while (above < Edges.Length - 1 && Edges[above].Teff < teff)
        {
            above++;
        }

        (double Teff, double Lowest, double Highest) cool = Edges[above - 1];
        (double Teff, double Lowest, double Highest) hot = Edges[above];
        double part = Math.Clamp((teff - cool.Teff) / (hot.Teff - cool.Teff), 0, 1);
        EmulatorLabel limits = labels[loggAt];
        return (
            Math.Max(cool.Lowest + (part * (hot.Lowest - cool.Lowest)) - Margin, limits.Minimum),
            Math.Min(cool.Highest + (part * (hot.Highest - cool.Highest)) + Margin, limits.Maximum));
    }

    /// <summary>The labels of a star, within the emulator's limits: the same each time, whatever else is drawn.</summary>
    /// <param name="star">Its number, 0 or more.</param>
    /// <returns>A value for each of the emulator's labels, in its order and units.</returns>
    public double[] Draw(long star)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(star);
        RandomSource random = RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"kiel\n{seed}\n{star}"));
        double[] drawn = new double[labels.Length];
        for (int l = 0; l < drawn.Length; l++)
        {
            drawn[l] = Between(labels[l].Minimum, labels[l].Maximum, random.NextDouble());
        }

        // log g last: its edges need Teff, wherever the emulator has that.
        (double lowest, double highest) = LoggLimits(drawn[teffAt]);
        drawn[loggAt] = Between(lowest, highest, random.NextDouble());
        return drawn;
    }

    // Rounding must not carry a star over the limit.
    static double Between(double low, double high, double part) => Math.Min(low + ((high - low) * part), high);

    // A limit of -0, as the flux emulator's file has it, is written 0.
    static string Extent(EmulatorLabel label) => string.Create(
        CultureInfo.InvariantCulture, $"{label.Name} {label.Minimum + 0.0:G4} to {label.Maximum + 0.0:G4}{(label.Name == "logg" ? " where stars are" : string.Empty)}");
}
