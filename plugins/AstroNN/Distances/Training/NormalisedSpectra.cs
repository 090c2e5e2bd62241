namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>
/// The spectra of a training set as the network takes them, but for noise: continuum-normalised flux and its error. As many as asked for are kept in
/// memory (half precision: 30 kB each), the others are read again each time. Safe for several threads.
/// </summary>
sealed class NormalisedSpectra
{
    const int Pixels = ContinuumNormalisation.Pixels;

    // Of these a pixel without data is one that the spectra do not have.
    const int SpectraToLookAt = 200;

    // What Leung and Bovy take for a flaw of the spectrum in training.
    const float Brightest = 2;

    readonly ITrainingSet data;
    readonly int[] stars;
    readonly Half[]?[] kept;
    readonly float[] snr;
    readonly ThreadLocal<Scratch> scratch;

    NormalisedSpectra(ITrainingSet data, bool[] seen, int[] stars, Half[]?[] kept, float[] snr)
    {
        (this.data, Seen, this.stars, this.kept, this.snr) = (data, seen, stars, kept, snr);
        scratch = new(() => new Scratch(seen));
    }

    /// <summary>The pixels in which some of the spectra have data.</summary>
    public bool[] Seen { get; }

    /// <summary>How many stars.</summary>
    public int Count => stars.Length;

    /// <summary>A star's number in the training set.</summary>
    public int Index(int star) => stars[star];

    /// <summary>The median of flux over error of a star's pixels with data.</summary>
    public float Snr(int star) => snr[star];

    /// <summary>Reads the spectra once. Those that cannot be used are left out.</summary>
    /// <param name="data">The training set.</param>
    /// <param name="chosen">Numbers of its stars.</param>
    /// <param name="keep">The most spectra to keep in memory.</param>
    /// <param name="context">Threads, progress, log.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="BadInputException">None can be used.</exception>
    public static NormalisedSpectra Load(ITrainingSet data, int[] chosen, int keep, TrainingContext context, CancellationToken cancellation)
    {
        bool[] seen = FindSeen(data, chosen);
        Half[]?[] kept = new Half[]?[chosen.Length];
        float[] snr = new float[chosen.Length];
        string?[] faults = new string?[chosen.Length];
        int done = 0;
        using ThreadLocal<Scratch> scratches = new(() => new Scratch(seen));
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation };
        Parallel.For(0, chosen.Length, parallel, i =>
        {
            Scratch scratch = scratches.Value!;
            try
            {
                scratch.Read(data, chosen[i]);
                snr[i] = scratch.Snr();
                kept[i] = i < keep ? scratch.Pack() : null;
            }
            catch (Exception e) when (e is NoResultException or BadInputException)
            {
                faults[i] = e.Message;
            }

            int now = Interlocked.Increment(ref done);
            if (now % 100 == 0 || now == chosen.Length)
            {
                context.Progress(new TrainingStep("reading spectra", (double)now / chosen.Length, $"{now} of {chosen.Length}"));
            }
        });

        int[] good = [.. Enumerable.Range(0, chosen.Length).Where(i => faults[i] is null)];
        foreach (int i in Enumerable.Range(0, chosen.Length).Except(good).Take(10))
        {
            TrainingStar star = data.Star(chosen[i]);
            context.Log(LogLevel.Warning, $"{star.Name} (row {star.Row}) is left out: {faults[i]}");
        }

        if (good.Length < chosen.Length)
        {
            context.Log(LogLevel.Warning, $"{chosen.Length - good.Length} stars are left out because their spectra cannot be used");
        }

        return good.Length > 0
            ? new NormalisedSpectra(data, seen, [.. good.Select(i => chosen[i])], [.. good.Select(i => kept[i])], [.. good.Select(i => snr[i])])
            : throw new BadInputException("None of the stars has a spectrum that can be used.");
    }

    /// <summary>A star's spectrum.</summary>
    /// <param name="star">0-based.</param>
    /// <param name="flux">Takes 7514 numbers: normalised flux, 1 where there are no data.</param>
    /// <param name="sigma">Takes 7514 numbers: its error, 0 where there are no data.</param>
    public void Read(int star, Span<float> flux, Span<float> sigma)
    {
        if (kept[star] is not Half[] packed)
        {
            scratch.Value!.Read(data, stars[star]);
            packed = scratch.Value!.Pack();
        }

        for (int p = 0; p < Pixels; p++)
        {
            flux[p] = 1 + (float)packed[2 * p];
            sigma[p] = (float)packed[(2 * p) + 1];
        }
    }

    /// <summary>The pixels in which one of the first spectra has data: emulated ones end before real ones do.</summary>
    static bool[] FindSeen(ITrainingSet data, int[] chosen)
    {
        Scratch scratch = new(seen: null);
        bool[] seen = new bool[Pixels];
        for (int i = 0; i < Math.Min(chosen.Length, SpectraToLookAt); i++)
        {
            try
            {
                scratch.Read(data, chosen[i]);
            }
            catch (Exception e) when (e is NoResultException or BadInputException)
            {
                continue;
            }

            for (int p = 0; p < Pixels; p++)
            {
                seen[p] |= scratch.HasData[p];
            }
        }

        return seen;
    }

    /// <summary>Room for a spectrum.</summary>
    sealed class Scratch(bool[]? seen)
    {
        readonly ContinuumNormalisation continuum = new(seen);
        readonly float[] flux = new float[Pixels];
        readonly float[] error = new float[Pixels];
        readonly List<float> ratios = new(Pixels);

        public bool[] HasData { get; } = new bool[Pixels];

        public void Read(ITrainingSet data, int star)
        {
            continuum.Normalise(data.Read(star).Spectrum, flux, error, HasData);
            for (int p = 0; p < Pixels; p++)
            {
                HasData[p] &= flux[p] <= Brightest;
            }
        }

        public float Snr()
        {
            ratios.Clear();
            for (int p = 0; p < Pixels; p++)
            {
                if (HasData[p])
                {
                    ratios.Add(flux[p] / error[p]);
                }
            }

            ratios.Sort();
            return ratios.Count > 0 ? ratios[ratios.Count / 2] : float.NaN;
        }

        /// <summary>Half precision is finest near zero, and most of the flux is near one.</summary>
        public Half[] Pack()
        {
            Half[] packed = new Half[2 * Pixels];
            for (int p = 0; p < Pixels; p++)
            {
                packed[2 * p] = HasData[p] ? (Half)(flux[p] - 1) : Half.Zero;
                packed[(2 * p) + 1] = HasData[p] ? (Half)Math.Min(error[p], 1e4f) : Half.Zero;
            }

            return packed;
        }
    }
}
