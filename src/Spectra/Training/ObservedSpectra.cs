using System.Buffers;

namespace Astra.Spectra.Training;

/// <summary>
/// The spectra of a training set as they were observed, the 7514 pixels of the detectors: noise is added before the continuum is fitted, as it comes
/// in
/// nature. As many as asked for are kept in memory (half precision, 30 kB a star), the others are read again each time. Safe for several threads.
/// </summary>
public sealed class ObservedSpectra
{
    const int Pixels = ContinuumNormalisation.Pixels;

    // Enough to tell which pixels a training set has at all.
    const int LookedAt = 256;

    readonly ITrainingSet data;
    readonly int[] stars;
    readonly Half[]?[] kept;
    readonly float[] units;
    readonly float[] snr;
    readonly ThreadLocal<Room> rooms = new(() => new Room());

    ObservedSpectra(ITrainingSet data, int[] stars, Half[]?[] kept, float[] units, float[] snr) =>
        (this.data, this.stars, this.kept, this.units, this.snr, Seen) = (data, stars, kept, units, snr, new bool[Pixels]);

    /// <summary>How many.</summary>
    public int Count => stars.Length;

    /// <summary>The pixels in which one or other of the stars has data: a network knows nothing of the others.</summary>
    public bool[] Seen { get; }

    /// <summary>A star's number in the training set.</summary>
    public int Index(int star) => stars[star];

    /// <summary>The median of flux over error of a star's measured pixels.</summary>
    public float Snr(int star) => snr[star];

    /// <summary>What the training set gives of a star.</summary>
    public Spectrum Original(int star) => data.Read(stars[star]).Spectrum;

    /// <summary>Reads all stars once. Those whose spectrum cannot be used are left out.</summary>
    /// <param name="data">The training set.</param>
    /// <param name="stars">Numbers of those of its stars that have labels.</param>
    /// <param name="keep">The most stars to keep in memory.</param>
    /// <param name="context">Threads, progress, log.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="BadInputException">None can be used.</exception>
    public static ObservedSpectra Load(
        ITrainingSet data, IReadOnlyList<int> stars, int keep, TrainingContext context, CancellationToken cancellation)
    {
        Half[]?[] kept = new Half[]?[stars.Count];
        float[] units = new float[stars.Count];
        float[] snr = new float[stars.Count];
        string?[] faults = new string?[stars.Count];
        int done = 0;
        using ThreadLocal<Room> rooms = new(() => new Room());
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation };
        Parallel.For(0, stars.Count, parallel, i =>
        {
            Room room = rooms.Value!;
            try
            {
                room.Read(data.Read(stars[i]).Spectrum);
                snr[i] = room.Snr();
                if (i < keep)
                {
                    (kept[i], units[i]) = room.Pack();
                }
            }
            catch (Exception e) when (e is NoResultException or BadInputException)
            {
                faults[i] = e.Message;
            }

            int now = Interlocked.Increment(ref done);
            if (now % 100 == 0 || now == stars.Count)
            {
                context.Progress(new TrainingStep("reading spectra", (double)now / stars.Count, $"{now} of {stars.Count}"));
            }
        });

        int[] good = [.. Enumerable.Range(0, stars.Count).Where(i => faults[i] is null)];
        if (good.Length == 0)
        {
            throw new BadInputException($"None of the {stars.Count} stars with labels has a spectrum that can be used{(stars.Count > 0 ? $": {faults[0]}" : ".")}");
        }

        foreach (int i in Enumerable.Range(0, stars.Count).Except(good).Take(10))
        {
            TrainingStar star = data.Star(stars[i]);
            context.Log(LogLevel.Warning, $"{star.Name} (row {star.Row}) is left out: {faults[i]}");
        }

        if (good.Length < stars.Count)
        {
            context.Log(LogLevel.Warning, $"{stars.Count - good.Length} stars are left out because their spectra cannot be used");
        }

        ObservedSpectra spectra = new(data, Pick(stars), Pick(kept), Pick(units), Pick(snr));
        spectra.FindSeen();
        return spectra;

        T[] Pick<T>(IReadOnlyList<T> from) => [.. good.Select(i => from[i])];
    }

    /// <summary>A star's pixels, before the continuum is taken out.</summary>
    /// <param name="star">0-based.</param>
    /// <param name="flux">Takes 7514 numbers.</param>
    /// <param name="error">Takes 7514 numbers; infinite where there are no data.</param>
    /// <param name="masked">Takes for each pixel whether its mask excludes it.</param>
    public void Read(int star, Span<float> flux, Span<float> error, Span<bool> masked)
    {
        // Spectra that are read again are rounded like those in memory, so that the model does not depend on the memory.
        (Half[]? packed, float unit) = (kept[star], units[star]);
        if (packed is null)
        {
            Room room = rooms.Value!;
            room.Read(Original(star));
            (packed, unit) = room.Pack();
        }

        for (int p = 0; p < Pixels; p++)
        {
            flux[p] = unit * (float)packed[2 * p];
            Half sigma = packed[(2 * p) + 1];
            masked[p] = Half.IsNegative(sigma);
            error[p] = unit * (float)Half.Abs(sigma);
        }
    }

    /// <summary>As <see cref="Read"/>, with errors of 0 where nothing was measured.</summary>
    /// <param name="star">0-based.</param>
    /// <param name="flux">Takes 7514 numbers.</param>
    /// <param name="error">Takes 7514 numbers.</param>
    /// <param name="masked">Takes for each pixel whether its mask excludes it.</param>
    public void ReadMeasured(int star, Span<float> flux, Span<float> error, Span<bool> masked)
    {
        Read(star, flux, error, masked);
        for (int p = 0; p < Pixels; p++)
        {
            error[p] = masked[p] || !float.IsFinite(flux[p]) || !(error[p] < 1e9f) ? 0 : error[p];
        }
    }

    /// <summary>From the first to the last pixel of each detector that the training set has, as a domain is measured in.</summary>
    public int[][] Segments()
    {
        List<int[]> segments = [];
        int start = 0;
        foreach (Range chip in WavelengthGrid.Chips7514)
        {
            int length = chip.End.Value - chip.Start.Value;
            int first = Array.IndexOf(Seen, true, start, length);
            if (first >= 0)
            {
                segments.Add([first, Array.LastIndexOf(Seen, true, start + length - 1, length) + 1]);
            }

            start += length;
        }

        return [.. segments];
    }

    void FindSeen()
    {
        Room room = new();
        for (int i = 0; i < Math.Min(Count, LookedAt); i++)
        {
            Read((int)((long)i * Count / Math.Min(Count, LookedAt)), room.Flux, room.Error, room.Masked);
            for (int p = 0; p < Pixels; p++)
            {
                Seen[p] |= room.HasData(p);
            }
        }
    }

    /// <summary>Memory of one thread.</summary>
    sealed class Room
    {
        public float[] Flux { get; } = new float[Pixels];

        public float[] Error { get; } = new float[Pixels];

        public bool[] Masked { get; } = new bool[Pixels];

        public bool HasData(int p) => !Masked[p] && float.IsFinite(Flux[p]) && Error[p] < 1e9f;

        /// <exception cref="NoResultException">No pixel was measured.</exception>
        public void Read(Spectrum spectrum)
        {
            ContinuumNormalisation.Select(spectrum, Flux, Error, Masked);
            if (!Enumerable.Range(0, Pixels).Any(HasData))
            {
                throw ContinuumNormalisation.NothingMeasured();
            }
        }

        public float Snr()
        {
            float[] ratios = ArrayPool<float>.Shared.Rent(Pixels);
            int count = 0;
            for (int p = 0; p < Pixels; p++)
            {
                if (HasData(p))
                {
                    ratios[count++] = Flux[p] / Error[p];
                }
            }

            Array.Sort(ratios, 0, count);
            float median = ratios[count / 2];
            ArrayPool<float>.Shared.Return(ratios);
            return median;
        }

        /// <summary>Flux and error in turns, in a unit that half precision reaches with; the sign of the error says whether the pixel is
        /// masked.</summary>
        public (Half[] Packed, float Unit) Pack()
        {
            float greatest = 0;
            for (int p = 0; p < Pixels; p++)
            {
                greatest = HasData(p) ? Math.Max(greatest, Math.Abs(Flux[p])) : greatest;
            }

            // Half precision holds eleven bits from 6e-5 to 65504.
            float unit = greatest > 0 ? greatest / 64 : 1;
            Half[] packed = new Half[2 * Pixels];
            for (int p = 0; p < Pixels; p++)
            {
                packed[2 * p] = (Half)(Flux[p] / unit);
                float sigma = Error[p] < 1e9f ? Error[p] / unit : float.PositiveInfinity;
                packed[(2 * p) + 1] = (Half)(Masked[p] ? -sigma : sigma);
            }

            return (packed, unit);
        }
    }
}
