namespace Astra.Isochrones;

/// <summary>
/// Age against mass of giants at one metallicity. Between neighbouring tables up to the last but one it is straight in log mass and log age. Between
/// the two oldest, which may lie far apart, and beyond the oldest, log age is log(M / L) + a + b log M, with L the luminosity of a star of this mass
/// at the start of the main sequence: its fuel over its consumption, which is what a lifetime is; a and b make it go through the two tables.
/// </summary>
public sealed class MetallicityTrack
{
    // Reimers' rate is proportional to L R / M. At the luminosities of the upper giant branch, which do not depend on the mass, R goes about as
    // M^-0.3.
    const double MassLossExponent = -1.3;

    // Below this mass ages are far above any that a star can have; the loss is held there so that current and initial mass keep their order.
    const double LeastLosingMass = 0.5;

    readonly double[] logInitial;
    readonly double[] logCurrent;
    readonly double[] logRatio;
    readonly double[] logAge;
    readonly double[] sequenceMass;
    readonly double[] sequenceLuminosity;
    readonly double offset;
    readonly double slope;

    /// <summary>Builds a track.</summary>
    /// <param name="anchors">Two or more anchors of one metallicity and state.</param>
    /// <param name="sequence">The main sequence of this metallicity.</param>
    /// <exception cref="ArgumentException">
    /// Older stars are not always less massive, or the main sequence is too short; the message says where.
    /// </exception>
    public MetallicityTrack(IReadOnlyList<AgeAnchor> anchors, IReadOnlyList<MainSequencePoint> sequence)
    {
        AgeAnchor[] descending = [.. anchors.OrderByDescending(anchor => anchor.Age)];
        Metallicity = descending[^1].Metallicity;
        Oldest = descending[0];
        logInitial = [.. descending.Select(anchor => Math.Log10(anchor.InitialMass))];
        logCurrent = [.. descending.Select(anchor => Math.Log10(anchor.CurrentMass))];
        logRatio = [.. logInitial.Zip(logCurrent, (initial, current) => initial - current)];
        logAge = [.. descending.Select(anchor => Math.Log10(anchor.Age))];
        for (int i = 1; i < descending.Length; i++)
        {
            if (!(logInitial[i] > logInitial[i - 1] && logCurrent[i] > logCurrent[i - 1]))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"at [M/H] {Metallicity:0.00} giants of {descending[i - 1].Age} Gyr are not less massive than those of {descending[i].Age} Gyr."));
            }
        }

        sequenceMass = [.. sequence.Select(point => point.LogMass)];
        sequenceLuminosity = [.. sequence.Select(point => point.LogLuminosity)];
        if (sequenceMass.Length < 2 || sequenceMass[^1] < logInitial[1] || sequenceMass[0] > logInitial[0])
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"at [M/H] {Metallicity:0.00} the main sequence of the youngest table does not reach from the oldest giants to those before."));
        }

        double constantOld = logAge[0] - Lifetime(logInitial[0]);
        double constantYoung = logAge[1] - Lifetime(logInitial[1]);
        slope = (constantYoung - constantOld) / (logInitial[1] - logInitial[0]);
        offset = constantOld - (slope * logInitial[0]);
        for (int i = 1; i < sequenceMass.Length && sequenceMass[i - 1] < logInitial[1]; i++)
        {
            double step = sequenceMass[i] - sequenceMass[i - 1];
            if (!(step > 0 && sequenceLuminosity[i] - sequenceLuminosity[i - 1] > (1 + slope) * step))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"at [M/H] {Metallicity:0.00} the main sequence is not bright enough at {Math.Pow(10, sequenceMass[i]):0.00} solar masses for lifetimes to shorten."));
            }
        }
    }

    /// <summary>[M/H] in dex.</summary>
    public double Metallicity { get; }

    /// <summary>The anchor of the oldest table.</summary>
    public AgeAnchor Oldest { get; }

    /// <summary>log10 of the age in Gyr.</summary>
    /// <param name="logMass">log10 of the mass in solar masses.</param>
    /// <param name="isInitial">Whether it is the initial mass; otherwise the current one.</param>
    public double LogAge(double logMass, bool isInitial)
    {
        double initial = isInitial ? logMass : LogInitial(logMass);
        return initial < logInitial[1] ? Lifetime(initial) + offset + (slope * initial) : LinearInterpolation.At(logInitial, logAge, initial);
    }

    double LogInitial(double current)
    {
        if (current >= logCurrent[0])
        {
            return current + LinearInterpolation.At(logCurrent, logRatio, Math.Min(current, logCurrent[^1]));
        }

        double mass = Math.Pow(10, current);
        double loss = (Oldest.InitialMass - Oldest.CurrentMass) * Math.Pow(Math.Max(mass, LeastLosingMass) / Oldest.CurrentMass, MassLossExponent);
        return Math.Log10(mass + loss);
    }

    double Lifetime(double logMass) => logMass - LinearInterpolation.At(sequenceMass, sequenceLuminosity, logMass);
}
