namespace Astra.Plugins.LatentAge.PowerSpectra.Preparation;

/// <summary>
/// Puts a star's light curves together, such as those of Kepler's quarters. The star falls on another detector in each, so each is divided by its median.
/// </summary>
static class StitchedLightCurve
{
    /// <summary>One light curve of several. A single one stays as it is.</summary>
    /// <param name="parts">The files and their light curves, at least one.</param>
    /// <param name="leftOut">Takes a sentence on each whose median is not above zero, and which is left out.</param>
    /// <returns>The light curve; null where all are left out.</returns>
    public static LightCurve? Of(IReadOnlyList<(string Path, LightCurve Curve)> parts, Action<string> leftOut)
    {
        if (parts.Count == 1)
        {
            return parts[0].Curve;
        }

        bool hasErrors = parts.All(part => part.Curve.Error is not null);
        List<double> time = [], flux = [], error = [];
        foreach ((string path, LightCurve curve) in parts)
        {
            double median = Median(curve.Flux);
            if (!(median > 0))
            {
                leftOut(FormattableString.Invariant(
                    $"{path}: has a median flux of {median}, so it cannot be put together with the star's other light curves. Give flux from which no mean was subtracted."));
                continue;
            }

            time.AddRange(curve.Time);
            flux.AddRange(curve.Flux.Select(value => value / median));
            if (hasErrors)
            {
                error.AddRange(curve.Error!.Select(value => value / median));
            }
        }

        return time.Count == 0 ? null : new LightCurve([.. time], [.. flux], hasErrors ? [.. error] : null);
    }

    static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
