using System.Numerics;
using System.Runtime.InteropServices;

namespace Astra.Simulation;

/// <summary>
/// Turns a spectrum without noise into what an apStar file of DR13 has of it: errors, noise, bad pixels, masks; visit after visit, then combined.
/// Holds the scratch of one thread.
/// </summary>
/// <remarks>
/// The variance of a pixel of a visit is proportional to [x f + (1 - x)(1 + b e)] / t^2, with f the flux over its median, x the share of the star's
/// own photons in the variance, e the excess of sky lines there and b the sky's brightness (<see cref="NightSky"/>), t the profile of the
/// signal-to-noise ratio (<see cref="Instrument"/>).
/// </remarks>
sealed class Observation
{
    /// <summary>The error that apStar files of DR12 to DR16 give to pixels without data.</summary>
    public const float NoDataError = 1e10f;

    /// <summary>
    /// With y the number of photons, in units in which they alone would give a signal-to-noise ratio S = sqrt(y), and this number for everything
    /// else, S = y / sqrt(y + background) and x = y / (y + background). Fitted so that the excess of sky lines is the same for bright and faint stars
    /// of 20 apStar files.
    /// </summary>
    const double Background = 4400;

    /// <summary>
    /// Scatter of the natural logarithm of the visits' signal-to-noise ratios around the star's mean (robust, 19 stars with more than one visit).
    /// </summary>
    const double VisitScatter = 0.20;

    /// <summary>
    /// Median ratio of the errors of bad pixels of a visit to those of their surroundings: the reduction fills them in and hardly inflates.
    /// </summary>
    const float BadErrorFactor = 1.11f;

    /// <summary>Bad pixels are filled from about so many pixels on either side.</summary>
    const int FillReach = 12;

    /// <summary>Speed of the Earth on its way, km/s, which moves sky lines in the star's frame from visit to visit.</summary>
    const double EarthVelocity = 29.8;

    readonly SimulationSettings settings;
    readonly List<MaskRun> bad = [];
    readonly Median median = new(WavelengthGrid.Pixels);
    readonly float[] inverse = new float[Emulator.Pixels];
    readonly float[] variance = new float[Emulator.Pixels];
    readonly PixelMask[] bits = new PixelMask[Emulator.Pixels];
    readonly PixelMask[] visitBits = new PixelMask[Emulator.Pixels];
    readonly bool[] visitBad = new bool[Emulator.Pixels];
    readonly float[] ratios = new float[Emulator.Pixels];
    readonly float[] noise = new float[Emulator.Pixels + 1];

    // Of one visit, before persistence raises it and bad pixels are left out: what the visit itself states.
    readonly float[] stated = new float[Emulator.Pixels];
    int visits;

    public Observation(SimulationSettings settings) => this.settings = settings;

    /// <summary>Observes a star.</summary>
    /// <param name="shape">Its flux without noise, 7214 pixels, median 1.</param>
    /// <param name="level">The flux where the shape is 1.</param>
    /// <param name="snr">The signal-to-noise ratio to come to.</param>
    /// <param name="velocity">Barycentric radial velocity, km/s.</param>
    /// <param name="random">Where from.</param>
    /// <param name="identity">The spectrum's name.</param>
    /// <param name="truth">The flux without noise is written here: 8575 values.</param>
    public Spectrum Observe(
        ReadOnlySpan<float> shape, float level, double snr, double velocity, RandomSource random, string identity, Span<float> truth)
    {
        visits = settings.Visits;
        inverse.AsSpan().Clear();
        bits.AsSpan().Clear();
        double visitSnr = snr / Math.Sqrt(visits);
        int[] fibers = DetectorFlaws.DrawFibers(visits, random);

        // The sine of the ecliptic latitude of a star anywhere on the sky is spread evenly.
        double sinLatitude = random.NextDouble();
        double earth = EarthVelocity * Math.Sqrt(1 - (sinLatitude * sinLatitude));
        for (int v = 0; v < visits; v++)
        {
            double shift = (velocity - (earth * Math.Sin(2 * Math.PI * random.NextDouble()))) / LineBroadening.PixelVelocity;
            AddVisit(shape, visitSnr * Math.Exp(VisitScatter * random.NextGaussian()), (int)Math.Round(shift), fibers[v], random);
        }

        return Expose(shape, level, snr, random, identity, truth);
    }

    /// <summary>
    /// Observes a star visit by visit. Each visit has noise of its own, with the errors that it states, and the combination is the mean of the visits
    /// with the inverses of their variances. Where persistence raised those, it is better than it says, as in DR13.
    /// </summary>
    /// <param name="shape">Its flux without noise, 7214 pixels, median 1.</param>
    /// <param name="level">The flux where the shape is 1.</param>
    /// <param name="snr">The signal-to-noise ratio of the combination to come to.</param>
    /// <param name="shifts">For each visit the Doppler shift in pixels.</param>
    /// <param name="random">Where from.</param>
    public ObservedVisits ObserveVisits(ReadOnlySpan<float> shape, float level, double snr, ReadOnlySpan<int> shifts, RandomSource random)
    {
        visits = shifts.Length;
        inverse.AsSpan().Clear();
        bits.AsSpan().Clear();
        int[] fibers = DetectorFlaws.DrawFibers(visits, random);
        ObservedRow[] rows = new ObservedRow[visits];
        float[] weights = new float[visits];
        float[][] combining = new float[visits][];
        for (int v = 0; v < visits; v++)
        {
            double visitSnr = snr / Math.Sqrt(visits) * Math.Exp(VisitScatter * random.NextGaussian());
            weights[v] = (float)(visitSnr * visitSnr);
            float brightness = AddVisit(shape, visitSnr, shifts[v], fibers[v], random);
            ObservedRow row = rows[v] = new ObservedRow { Fiber = DetectorFlaws.NumberOf(fibers[v]) };
            Spread(visitBits, row.Mask, PixelMask.BadPixel);
            Spread(visitBad, row.Bad, false);
            Spread(stated, row.Error, 0f);
            combining[v] = Array.ConvertAll(variance, value => weights[v] / value);
            row.Sky = SkyBackground.Draw(shifts[v], brightness, random);
        }

        // Visits state their errors on the same scale as the combination.
        int good = 0;
        for (int p = 0; p < inverse.Length; p++)
        {
            if (inverse[p] > 0)
            {
                ratios[good++] = shape[p] * MathF.Sqrt(inverse[p]);
            }
        }

        float scale = (float)(median.Of(ratios.AsSpan(0, good)) / snr) * level;
        for (int v = 0; v < visits; v++)
        {
            Expose(rows[v], shape, level, scale / MathF.Sqrt(weights[v]), random);
        }

        return visits == 1
            ? new ObservedVisits { Rows = rows }
            : new ObservedVisits { Rows = rows, Combined = Combine(rows, combining, scale), Global = CombineGlobally(rows, weights) };
    }

    /// <summary>The share of the star's photons in the variance of a visit of this signal-to-noise ratio.</summary>
    internal static double PhotonShare(double snr)
    {
        double square = snr * snr;
        double photons = (square + Math.Sqrt((square * square) + (4 * square * Background))) / 2;
        return photons / (photons + Background);
    }

    /// <summary>Adds a visit to the combination, and leaves its own variances, bits and bad pixels.</summary>
    /// <returns>The sky's brightness over its median.</returns>
    float AddVisit(ReadOnlySpan<float> shape, double snr, int shift, int fiber, RandomSource random)
    {
        NightSky sky = NightSky.Measured;
        float share = (float)PhotonShare(snr);
        float brightness = NightSky.DrawBrightness(random);
        float lineFraction = NightSky.DrawLineFraction(snr, random);
        float absorption = (float)random.NextDouble();

        // A visit's weight among the others: its signal-to-noise ratio for the same flux.
        float weight = (float)(snr * snr);
        int p = 0;
        for (int c = 0; c < WavelengthGrid.Chips7214.Count; c++)
        {
            Range chip = WavelengthGrid.Chips7214[c];
            int first = p - chip.Start.Value;
            int length = chip.End.Value - chip.Start.Value;

            // The tables end a few pixels beyond the chips; a star that is shifted further than that sees their last pixels on.
            int from = Math.Clamp(chip.Start.Value + shift, 0, WavelengthGrid.Pixels - length);
            SkyOverChip overChip = new(
                sky.LineExcess.Slice(from, length),
                sky.LineRank.Slice(from, length),
                sky.Telluric.Slice(from, length),
                brightness,
                lineFraction,
                absorption);
            overChip.Apply(
                shape.Slice(p, length),
                Instrument.RelativeVariance.Slice(p, length),
                Instrument.DrawVarianceFactor(c, random),
                share,
                variance.AsSpan(p, length),
                MemoryMarshal.Cast<PixelMask, int>(visitBits.AsSpan(p, length)));
            variance.AsSpan(p, length).CopyTo(stated.AsSpan(p));
            foreach (MaskRun run in DetectorFlaws.OfFiber(fiber))
            {
                Mark(run.First - shift, run.End - shift, chip, first, run.Bits);
            }

            p += length;
        }

        // Drawn in any case, so that a star's noise does not depend on whether its mask is wanted.
        DetectorFlaws.DrawBad(bad, random);
        if (!settings.MaskedPixels)
        {
            bad.Clear();
            visitBits.AsSpan().Clear();
        }

        visitBad.AsSpan().Clear();
        foreach (MaskRun run in bad)
        {
            int start = Start(run.First);
            for (int pixel = start; pixel < start + run.End - run.First; pixel++)
            {
                float once = visitBad[pixel] ? 1 : BadErrorFactor * BadErrorFactor;
                stated[pixel] *= once;

                // The combination leaves bad pixels of a visit out; a star with one visit has no others.
                variance[pixel] = visits > 1 ? float.PositiveInfinity : variance[pixel] * once;
                visitBad[pixel] = true;
                visitBits[pixel] |= run.Bits;
            }
        }

        AddTo(MemoryMarshal.Cast<PixelMask, int>(bits.AsSpan()), MemoryMarshal.Cast<PixelMask, int>(visitBits.AsSpan()), inverse, variance, weight);
        return brightness;
    }

    /// <summary>Gives a visit its noise.</summary>
    /// <param name="row">Its errors are variances so far.</param>
    /// <param name="shape">The flux without noise.</param>
    /// <param name="level">The flux where the shape is 1.</param>
    /// <param name="scale">The error where the variance is 1.</param>
    /// <param name="random">Where from.</param>
    void Expose(ObservedRow row, ReadOnlySpan<float> shape, float level, float scale, RandomSource random)
    {
        (float own, float neighbour) = NoiseFilter(settings.NoiseCorrelation);
        foreach (ref float value in noise.AsSpan())
        {
            value = (float)NormalDistribution.Draw(random);
        }

        int at = 0;
        int end = 0;
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            row.Error.AsSpan(end, chip.Start.Value - end).Fill(NoDataError);
            end = chip.End.Value;
            for (int pixel = chip.Start.Value; pixel < end; pixel++, at++)
            {
                row.Error[pixel] = scale * MathF.Sqrt(row.Error[pixel]);
                row.Flux[pixel] = (level * shape[at]) + (row.Error[pixel] * ((own * noise[at]) + (neighbour * noise[at + 1])));
            }

            FillBad(row.Flux.AsSpan(chip), row.Bad.AsSpan(chip));
        }

        row.Error.AsSpan(end).Fill(NoDataError);
    }

    /// <summary>The mean of the visits with the inverses of their variances as weights: row 0 of an apStar file.</summary>
    ObservedRow Combine(ObservedRow[] rows, float[][] weights, float scale)
    {
        ObservedRow combined = new();
        combined.Error.AsSpan().Fill(NoDataError);
        Spread(bits, combined.Mask, PixelMask.BadPixel);
        int at = 0;
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            for (int pixel = chip.Start.Value; pixel < chip.End.Value; pixel++, at++)
            {
                if (!(inverse[at] > 0))
                {
                    continue;
                }

                float sum = 0;
                for (int v = 0; v < rows.Length; v++)
                {
                    sum += weights[v][at] * rows[v].Flux[pixel];
                }

                combined.Flux[pixel] = sum / inverse[at];
                combined.Error[pixel] = scale / MathF.Sqrt(inverse[at]);
            }
        }

        combined.Sky = SkyBackground.Mean([.. rows.Select(row => row.Sky)]);
        return combined;
    }

    /// <summary>
    /// The mean of the visits with one weight for each, bad pixels and all: row 1 of an apStar file. Its mask has the bits that all visits have.
    /// </summary>
    static ObservedRow CombineGlobally(ObservedRow[] rows, float[] weights)
    {
        ObservedRow combined = new();
        combined.Error.AsSpan().Fill(NoDataError);
        combined.Mask.AsSpan().Fill(PixelMask.BadPixel);
        float total = weights.Sum();
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            for (int pixel = chip.Start.Value; pixel < chip.End.Value; pixel++)
            {
                float sum = 0;
                float squares = 0;
                PixelMask shared = rows[0].Mask[pixel];
                for (int v = 0; v < rows.Length; v++)
                {
                    float error = weights[v] * rows[v].Error[pixel];
                    sum += weights[v] * rows[v].Flux[pixel];
                    squares += error * error;
                    shared &= rows[v].Mask[pixel];
                }

                combined.Flux[pixel] = sum / total;
                combined.Error[pixel] = MathF.Sqrt(squares) / total;
                combined.Mask[pixel] = shared;
            }
        }

        combined.Sky = SkyBackground.Mean([.. rows.Select(row => row.Sky)]);
        return combined;
    }

    /// <summary>Puts the pixels of the chips into their places in a row.</summary>
    static void Spread<T>(ReadOnlySpan<T> chips, Span<T> row, T elsewhere)
    {
        row.Fill(elsewhere);
        int at = 0;
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            int length = chip.End.Value - chip.Start.Value;
            chips.Slice(at, length).CopyTo(row[chip]);
            at += length;
        }
    }

    /// <summary>Adds a visit to the combination: bits by or, the inverse of the variance times the weight.</summary>
    static void AddTo(Span<int> bits, ReadOnlySpan<int> visitBits, Span<float> inverse, ReadOnlySpan<float> variance, float weight)
    {
        int p = 0;
        for (; p <= bits.Length - Vector<float>.Count; p += Vector<float>.Count)
        {
            (new Vector<int>(bits[p..]) | new Vector<int>(visitBits[p..])).CopyTo(bits[p..]);
            (new Vector<float>(inverse[p..]) + (new Vector<float>(weight) / new Vector<float>(variance[p..]))).CopyTo(inverse[p..]);
        }

        for (; p < bits.Length; p++)
        {
            bits[p] |= visitBits[p];
            inverse[p] += weight / variance[p];
        }
    }

    Spectrum Expose(ReadOnlySpan<float> shape, float level, double snr, RandomSource random, string identity, Span<float> truth)
    {
        int good = 0;
        for (int p = 0; p < inverse.Length; p++)
        {
            if (inverse[p] > 0)
            {
                ratios[good++] = shape[p] * MathF.Sqrt(inverse[p]);
            }
        }

        float scale = (float)(median.Of(ratios.AsSpan(0, good)) / snr) * level;
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        PixelMask[] mask = new PixelMask[WavelengthGrid.Pixels];
        error.AsSpan().Fill(NoDataError);
        mask.AsSpan().Fill(PixelMask.BadPixel);
        truth.Fill(float.NaN);
        (float own, float neighbour) = NoiseFilter(settings.NoiseCorrelation);
        foreach (ref float value in noise.AsSpan())
        {
            value = (float)NormalDistribution.Draw(random);
        }

        int at = 0;
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            int first = at;
            for (int pixel = chip.Start.Value; pixel < chip.End.Value; pixel++, at++)
            {
                truth[pixel] = level * shape[at];
                mask[pixel] = bits[at];
                if (inverse[at] > 0)
                {
                    error[pixel] = scale / MathF.Sqrt(inverse[at]);
                    flux[pixel] = truth[pixel] + (error[pixel] * ((own * noise[at]) + (neighbour * noise[at + 1])));
                }
            }

            if (visits == 1 && settings.MaskedPixels)
            {
                FillBad(flux.AsSpan(chip), visitBad.AsSpan(first, chip.End.Value - chip.Start.Value));
            }
        }

        good = 0;
        for (int p = 0; p < flux.Length; p++)
        {
            if (error[p] < NoDataError)
            {
                ratios[good++] = flux[p] / error[p];
            }
        }

        return new Spectrum(identity, SpectrumKind.Combined, flux, error, mask) { Snr = median.Of(ratios.AsSpan(0, good)) };
    }

    /// <summary>Weights of two independent numbers of width 1 that give a number of width 1 and neighbours this correlation.</summary>
    internal static (float Own, float Neighbour) NoiseFilter(double correlation)
    {
        // own^2 + neighbour^2 = 1 and own neighbour = correlation.
        double sum = Math.Sqrt(1 + (2 * correlation));
        double difference = Math.Sqrt(1 - (2 * correlation));
        return ((float)((sum + difference) / 2), (float)((sum - difference) / 2));
    }

    /// <summary>Fills bad pixels with the mean of the good ones around, as the reduction fills them with a smoothed spectrum.</summary>
    static void FillBad(Span<float> flux, ReadOnlySpan<bool> wrong)
    {
        for (int p = 0; p < flux.Length; p++)
        {
            if (!wrong[p])
            {
                continue;
            }

            float sum = 0;
            int count = 0;
            for (int q = Math.Max(0, p - FillReach); q < Math.Min(flux.Length, p + FillReach + 1); q++)
            {
                if (!wrong[q])
                {
                    sum += flux[q];
                    count++;
                }
            }

            flux[p] = count > 0 ? sum / count : flux[p];
        }
    }

    static int Start(int pixel)
    {
        int at = 0;
        foreach (Range chip in WavelengthGrid.Chips7214)
        {
            if (pixel < chip.End.Value)
            {
                return at + pixel - chip.Start.Value;
            }

            at += chip.End.Value - chip.Start.Value;
        }

        throw new ArgumentOutOfRangeException(nameof(pixel));
    }

    void Mark(int start, int end, Range chip, int offset, PixelMask what)
    {
        float inflation = visits > 1 ? DetectorFlaws.PersistenceInflation(what) : 1;
        for (int pixel = Math.Max(start, chip.Start.Value); pixel < Math.Min(end, chip.End.Value); pixel++)
        {
            visitBits[pixel + offset] |= what;
            variance[pixel + offset] *= inflation;
        }
    }
}
