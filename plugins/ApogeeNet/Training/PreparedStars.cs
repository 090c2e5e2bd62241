using System.Buffers;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>
/// The stars of a training set, ready for the network but for noise: flux and noise of the model's pixels in the model's unit, photometry, labels. As
/// many as asked for are kept in memory (half precision: four bytes a pixel, 29 kB a star of 7214), the others are read again each time. Safe for
/// several threads.
/// </summary>
sealed class PreparedStars
{
    readonly ITrainingSet data;
    readonly InputSettings settings;
    readonly LabelledStar[] stars;
    readonly double[][] metadata;
    readonly float[] snr;
    readonly Half[]?[] kept;
    readonly float[] units;
    readonly ThreadLocal<SpectrumInput> inputs;

    PreparedStars(ITrainingSet data, InputSettings settings, LabelledStar[] stars, double[][] metadata, float[] snr, Half[]?[] kept, float[] units)
    {
        (this.data, this.settings, this.stars, this.metadata, this.snr, this.kept, this.units) = (data, settings, stars, metadata, snr, kept, units);
        inputs = new(() => new SpectrumInput(settings));
    }

    /// <summary>How many.</summary>
    public int Count => stars.Length;

    /// <summary>A star's labels.</summary>
    public LabelledStar Star(int star) => stars[star];

    /// <summary>A star's metadata in physical units, NaN where missing.</summary>
    public double[] Metadata(int star) => metadata[star];

    /// <summary>The median of flux over error of a star's pixels with data.</summary>
    public float Snr(int star) => snr[star];

    /// <summary>What the training set gives of a star.</summary>
    public Target Read(int star) => data.Read(stars[star].Index);

    /// <summary>Reads all stars once. Those whose spectrum cannot be used are left out.</summary>
    /// <param name="data">The training set.</param>
    /// <param name="stars">Those of its stars that have labels.</param>
    /// <param name="settings">What the model sees.</param>
    /// <param name="keep">The most stars to keep in memory.</param>
    /// <param name="context">Threads, progress, log.</param>
    /// <param name="cancellation">Stops.</param>
    public static PreparedStars Load(
        ITrainingSet data,
        IReadOnlyList<LabelledStar> stars,
        InputSettings settings,
        int keep,
        TrainingContext context,
        CancellationToken cancellation)
    {
        double[][] metadata = new double[stars.Count][];
        float[] snr = new float[stars.Count];
        Half[]?[] kept = new Half[]?[stars.Count];
        float[] units = new float[stars.Count];
        string?[] faults = new string?[stars.Count];
        int done = 0;
        using ThreadLocal<SpectrumInput> inputs = new(() => new SpectrumInput(settings));
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation };
        Parallel.For(0, stars.Count, parallel, i =>
        {
            float[] scratch = ArrayPool<float>.Shared.Rent(2 * WavelengthGrid.Pixels);
            try
            {
                Span<float> flux = scratch.AsSpan(0, WavelengthGrid.Pixels);
                Span<float> sigma = scratch.AsSpan(WavelengthGrid.Pixels, WavelengthGrid.Pixels);
                Target target = data.Read(stars[i].Index);
                inputs.Value!.Prepare(target.Spectrum, flux, sigma);
                metadata[i] = new double[MetadataVector.Length];
                MetadataVector.Read(target, metadata[i]);
                snr[i] = SnrOf(target.Spectrum);
                if (i < keep)
                {
                    (kept[i], units[i]) = Pack(settings, flux, sigma);
                }
            }
            catch (Exception e) when (e is NoResultException or BadInputException)
            {
                faults[i] = e.Message;
            }
            finally
            {
                ArrayPool<float>.Shared.Return(scratch);
            }

            int now = Interlocked.Increment(ref done);
            if (now % 100 == 0 || now == stars.Count)
            {
                context.Progress(new TrainingStep("reading spectra", (double)now / stars.Count, $"{now} of {stars.Count}"));
            }
        });

        int[] good = [.. Enumerable.Range(0, stars.Count).Where(i => faults[i] is null)];
        foreach (int i in Enumerable.Range(0, stars.Count).Except(good).Take(10))
        {
            TrainingStar star = data.Star(stars[i].Index);
            context.Log(LogLevel.Warning, $"{star.Name} (row {star.Row}) is left out: {faults[i]}");
        }

        if (good.Length < stars.Count)
        {
            context.Log(LogLevel.Warning, $"{stars.Count - good.Length} stars are left out because their spectra cannot be used");
        }

        return new PreparedStars(data, settings, Pick(stars), Pick(metadata), Pick(snr), Pick(kept), Pick(units));

        T[] Pick<T>(IReadOnlyList<T> from) => [.. good.Select(i => from[i])];
    }

    /// <summary>A star's flux and noise in the model's unit, as <see cref="SpectrumInput.Prepare"/> gives them.</summary>
    /// <param name="star">0-based.</param>
    /// <param name="flux">Takes a number for each pixel of the grid.</param>
    /// <param name="sigma">Takes as many.</param>
    public void Spectrum(int star, Span<float> flux, Span<float> sigma)
    {
        if (kept[star] is not { } packed)
        {
            inputs.Value!.Prepare(data.Read(stars[star].Index).Spectrum, flux, sigma);
            return;
        }

        flux.Clear();
        sigma.Clear();
        float unit = units[star];
        int next = 0;
        foreach (int[] chip in settings.Chips)
        {
            for (int p = chip[0]; p < chip[1]; p++, next += 2)
            {
                flux[p] = unit * (float)packed[next];
                sigma[p] = unit * (float)packed[next + 1];
            }
        }
    }

    /// <summary>What the network sees of flux in the model's unit. May be done in place.</summary>
    public void ToInput(ReadOnlySpan<float> flux, Span<float> input) => inputs.Value!.ToInput(flux, input);

    static (Half[] Packed, float Unit) Pack(InputSettings settings, ReadOnlySpan<float> flux, ReadOnlySpan<float> sigma)
    {
        float greatest = 0;
        for (int p = 0; p < flux.Length; p++)
        {
            greatest = Math.Max(greatest, Math.Max(Math.Abs(flux[p]), sigma[p]));
        }

        // Half precision ends at 65504.
        float unit = Math.Max(1, greatest / 60000);
        Half[] packed = new Half[2 * settings.Chips.Sum(chip => chip[1] - chip[0])];
        int next = 0;
        foreach (int[] chip in settings.Chips)
        {
            for (int p = chip[0]; p < chip[1]; p++, next += 2)
            {
                packed[next] = (Half)(flux[p] / unit);
                packed[next + 1] = (Half)(sigma[p] / unit);
            }
        }

        return (packed, unit);
    }

    static float SnrOf(Spectrum spectrum)
    {
        List<float> ratios = new(WavelengthGrid.Pixels);
        ReadOnlySpan<float> flux = spectrum.Flux.Span;
        ReadOnlySpan<float> error = spectrum.Error.Span;
        for (int p = 0; p < flux.Length; p++)
        {
            if (spectrum.HasData(p))
            {
                ratios.Add(flux[p] / error[p]);
            }
        }

        ratios.Sort();
        return ratios.Count > 0 ? ratios[ratios.Count / 2] : float.NaN;
    }
}
