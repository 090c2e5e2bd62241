using System.Collections.Concurrent;

namespace Astra.Plugins.Cannon.Training;

/// <summary>
/// Reads the spectra of a training set in parallel and normalises each at once, so that no more of them than there are threads are in memory as they were read.
/// </summary>
sealed class SpectrumReading
{
    /// <summary>The grid of which no star has data outside: 7214 pixels if that will do, otherwise 7514.</summary>
    public const string AutomaticChips = "auto";

    readonly ITrainingSet data;
    readonly TrainingTable table;
    readonly TrainingContext context;
    readonly ParallelOptions parallel;

    /// <summary>Prepares to read.</summary>
    public SpectrumReading(ITrainingSet data, TrainingTable table, TrainingContext context, CancellationToken cancellation)
    {
        this.data = data;
        this.table = table;
        this.context = context;
        parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation };
    }

    /// <summary>Reads all spectra.</summary>
    /// <param name="chips">7214, 7514 or <see cref="AutomaticChips"/>.</param>
    /// <param name="continuum">The continuum normalisation.</param>
    /// <param name="errorFloor">The smallest error of normalised flux.</param>
    /// <param name="badPixels">A pixel with any of these bits is not used.</param>
    /// <returns>The normalised spectra, and the detectors' pixels.</returns>
    /// <exception cref="BadInputException">A spectrum cannot be read or has nothing to use; the message names stars and rows.</exception>
    public (SpectrumMatrix Spectra, IReadOnlyList<Range> Chips) Read(string chips, ContinuumSettings continuum, double errorFloor, PixelMask badPixels)
    {
        IReadOnlyList<Range> ranges = chips switch
        {
            "7214" => WavelengthGrid.Chips7214,
            "7514" => WavelengthGrid.Chips7514,
            _ => AnyHasDataOutside(WavelengthGrid.Chips7214) ? WavelengthGrid.Chips7514 : WavelengthGrid.Chips7214,
        };
        return (Normalise(ranges, continuum, errorFloor, badPixels), ranges);
    }

    /// <summary>Reads spectra until one has data outside of the detectors.</summary>
    bool AnyHasDataOutside(IReadOnlyList<Range> chips)
    {
        bool found = false;
        int done = 0;
        Parallel.For(0, data.Count, parallel, (n, loop) =>
        {
            try
            {
                if (HasDataOutside(data.Read(n).Spectrum, chips))
                {
                    Volatile.Write(ref found, true);
                    loop.Stop();
                }
            }
            catch (BadInputException)
            {
                // Reported when it is read to be kept.
            }

            context.Progress(new TrainingStep("looking where spectra have data", (double)Interlocked.Increment(ref done) / data.Count));
        });
        return found;
    }

    SpectrumMatrix Normalise(IReadOnlyList<Range> chips, ContinuumSettings continuum, double errorFloor, PixelMask badPixels)
    {
        int pixels = chips.Sum(chip => chip.End.Value - chip.Start.Value);
        float[][] flux = new float[data.Count][];
        float[][] sigma = new float[data.Count][];
        PixelCounts[] counts = new PixelCounts[data.Count];
        ConcurrentDictionary<int, string> unreadable = new();
        int done = 0;
        Parallel.For(
            0,
            data.Count,
            parallel,
            () => (Normaliser: new SpectrumNormaliser(continuum, chips, errorFloor, badPixels), Flux: new double[pixels], Variance: new double[pixels]),
            (n, _, scratch) =>
            {
                try
                {
                    counts[n] = scratch.Normaliser.Normalise(data.Read(n).Spectrum, scratch.Flux, scratch.Variance);
                    flux[n] = Array.ConvertAll(scratch.Flux, value => (float)value);
                    sigma[n] = Array.ConvertAll(scratch.Variance, value => (float)Math.Sqrt(value));
                }
                catch (BadInputException e)
                {
                    unreadable[n] = e.Message;
                }

                context.Progress(new TrainingStep("reading spectra", (double)Interlocked.Increment(ref done) / data.Count));
                return scratch;
            },
            _ => { });
        if (!unreadable.IsEmpty)
        {
            int first = unreadable.Keys.Min();
            throw new BadInputException(
                $"The spectra of {unreadable.Count} stars cannot be read: {table.List(unreadable.Keys.Order())}. The first: {unreadable[first]}");
        }

        int[] empty = [.. Enumerable.Range(0, counts.Length).Where(n => counts[n].Used == 0)];
        if (empty.Length > 0)
        {
            PixelCounts example = counts[empty[0]];
            throw new BadInputException(
                $"The spectra of {empty.Length} stars have no pixel that can be used: {table.List(empty)}. Of the {pixels} pixels of the first, {example.NoFlux} have no finite " +
                $"flux, {example.NoError} no error between 0 and 1e9, {example.Masked} are masked (bad_pixel_mask {(int)badPixels}), {example.NoContinuum} lie where no " +
                "continuum could be fitted. Leave these rows out.");
        }

        return new SpectrumMatrix(flux, sigma);
    }

    /// <summary>Whether there are data, other than the zeros that fill a gap, outside of the detectors.</summary>
    static bool HasDataOutside(Spectrum spectrum, IReadOnlyList<Range> chips)
    {
        int end = 0;
        foreach (Range next in chips.Append(WavelengthGrid.Pixels..))
        {
            for (int p = end; p < next.Start.Value; p++)
            {
                if (spectrum.HasData(p) && spectrum.Flux.Span[p] != 0)
                {
                    return true;
                }
            }

            end = next.End.Value;
        }

        return false;
    }
}
