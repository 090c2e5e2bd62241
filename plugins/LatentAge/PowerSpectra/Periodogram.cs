namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// The generalised Lomb-Scargle periodogram: at each frequency, how much better a sinusoid about a mean of its own fits than a constant (Lomb 1976;
/// Scargle 1982; Zechmeister and Kuerster 2009, A&amp;A 496, 577), as half the decrease of chi-square. It is astropy's with
/// <c>normalization='psd'</c> and its defaults (<c>fit_mean=True, center_data=True</c>), and exact where astropy's fast method is approximate. Where
/// errors are not known they count as 1 in the flux's unit. Immutable, safe for several threads.
/// </summary>
sealed class Periodogram
{
    const double DaysPerMegasecond = 1e6 / 86400;

    // Where the points sample a sinusoid in its zeros only, its weight is 0 but for rounding, and the data say nothing of its amplitude.
    const double NoWeight = 1e-12;

    readonly TrigonometricSums once;
    readonly TrigonometricSums twice;

    /// <summary>Prepares periodograms.</summary>
    /// <param name="frequencies">Where they are computed.</param>
    public Periodogram(FrequencySampling frequencies)
    {
        Frequencies = frequencies;
        double first = frequencies.First / DaysPerMegasecond;
        double step = frequencies.Step / DaysPerMegasecond;
        once = new TrigonometricSums(first, step, frequencies.Count);
        twice = new TrigonometricSums(2 * first, 2 * step, frequencies.Count);
    }

    /// <summary>Where the power is computed.</summary>
    public FrequencySampling Frequencies { get; }

    /// <summary>The power at each frequency, in units of the noise's variance (in the flux's unit squared where errors are not known).</summary>
    /// <param name="curve">The light curve.</param>
    public double[] Power(LightCurve curve)
    {
        // A shift in time changes no power, and small times lose no digits of the phase.
        double middle = (curve.Time.Min() + curve.Time.Max()) / 2;
        double[] time = [.. curve.Time.Select(t => t - middle)];
        (double[] weight, double total) = Weights(curve);
        double[] signal = new double[time.Length];
        double mean = 0;
        for (int j = 0; j < time.Length; j++)
        {
            mean += weight[j] * curve.Flux[j];
        }

        for (int j = 0; j < time.Length; j++)
        {
            signal[j] = weight[j] * (curve.Flux[j] - mean);
        }

        (double[] c, double[] s, double[] yc, double[] ys) = once.Compute(time, weight, signal);
        (double[] c2, double[] s2, _, _) = twice.Compute(time, weight, []);
        double[] power = new double[Frequencies.Count];
        for (int k = 0; k < power.Length; k++)
        {
            power[k] = 0.5 * total * Explained(c[k], s[k], yc[k], ys[k], c2[k], s2[k]);
        }

        return power;
    }

    /// <summary>
    /// The weighted variance that a sinusoid takes away. The phase is turned so that sine and cosine do not mix: Zechmeister and Kuerster 2009,
    /// equations 7 to 19.
    /// </summary>
    static double Explained(double c, double s, double yc, double ys, double c2, double s2)
    {
        double turn = 0.5 * Math.Atan2(s2 - (2 * s * c), c2 - ((c * c) - (s * s)));
        (double sin, double cos) = Math.SinCos(turn);
        (double sin2, double cos2) = Math.SinCos(2 * turn);
        double turned = (c2 * cos2) + (s2 * sin2);
        double meanCos = (c * cos) + (s * sin), meanSin = (s * cos) - (c * sin);
        double signalCos = (yc * cos) + (ys * sin), signalSin = (ys * cos) - (yc * sin);
        double weightCos = (0.5 * (1 + turned)) - (meanCos * meanCos), weightSin = (0.5 * (1 - turned)) - (meanSin * meanSin);
        return (weightCos > NoWeight ? signalCos * signalCos / weightCos : 0) + (weightSin > NoWeight ? signalSin * signalSin / weightSin : 0);
    }

    /// <summary>Weights that add up to 1, and what they added up to before.</summary>
    static (double[] Weight, double Total) Weights(LightCurve curve)
    {
        double[] weight = new double[curve.Count];
        double total = 0;
        for (int j = 0; j < weight.Length; j++)
        {
            weight[j] = curve.Error is { } error ? 1 / (error[j] * error[j]) : 1;
            total += weight[j];
        }

        for (int j = 0; j < weight.Length; j++)
        {
            weight[j] /= total;
        }

        return (weight, total);
    }
}
