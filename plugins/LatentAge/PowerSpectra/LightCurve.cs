namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>The brightness of a star over time, unevenly sampled and with gaps. All values are finite.</summary>
sealed class LightCurve
{
    /// <summary>Fewer points than these determine no spectrum of power.</summary>
    public const int FewestPoints = 16;

    /// <summary>A light curve.</summary>
    /// <param name="time">Days, in any order.</param>
    /// <param name="flux">Any unit; as long as <paramref name="time"/>.</param>
    /// <param name="error">Standard deviation of each flux, above zero; null where not known, which weights all points alike.</param>
    /// <exception cref="ArgumentException">The arrays are of different lengths, too short, of one time or one flux only, or hold a value that is not
    /// finite or an error that is not positive.</exception>
    public LightCurve(double[] time, double[] flux, double[]? error)
    {
        if (flux.Length != time.Length || (error is not null && error.Length != time.Length))
        {
            throw new ArgumentException(
                $"{time.Length} times, {flux.Length} fluxes and {error?.Length ?? time.Length} errors are not of one light curve.");
        }

        if (time.Length < FewestPoints)
        {
            throw new ArgumentException($"it has {time.Length} points with finite values; at least {FewestPoints} are needed");
        }

        int bad = Enumerable.Range(0, time.Length).FirstOrDefault(
            i => !double.IsFinite(time[i]) || !double.IsFinite(flux[i]) || (error is not null && !(error[i] > 0 && double.IsFinite(error[i]))), -1);
        if (bad >= 0)
        {
            throw new ArgumentException($"point {bad}, counted from 0, has a value that is not finite or an error that is not above zero");
        }

        if (time.Min() == time.Max())
        {
            throw new ArgumentException("all its points are of one time");
        }

        if (flux.Min() == flux.Max())
        {
            throw new ArgumentException("its flux never changes");
        }

        Time = time;
        Flux = flux;
        Error = error;
    }

    /// <summary>Days.</summary>
    public double[] Time { get; }

    /// <summary>Fluxes, in the unit of the file.</summary>
    public double[] Flux { get; }

    /// <summary>Standard deviations of <see cref="Flux"/>, or null where not known.</summary>
    public double[]? Error { get; }

    /// <summary>The number of points.</summary>
    public int Count => Time.Length;
}
