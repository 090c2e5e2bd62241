using System.Buffers;

namespace Astra.Neural;

/// <summary>
/// What spectra of a training set look like: their mean, a cubic for each segment (detector), since no two continua are alike, and the principal
/// components of what is left. Gives the misfit of a spectrum: its distance from the nearest spectrum of that form.
/// </summary>
sealed class SpectrumSpace
{
    /// <summary>Polynomials of a segment: constant to cubic.</summary>
    public const int PolynomialsPerSegment = 4;

    /// <summary>A pixel whose error is so many times the median error tells nothing.</summary>
    const double NoisiestPixel = 3;

    /// <summary>A segment with a smaller share of its pixels has no level to be divided by.</summary>
    const double SmallestShare = 0.1;

    /// <summary>A squared deviation in units of its variance counts no more than this: a cosmic ray is no other kind of star.</summary>
    const double LargestDeviation = 25;

    readonly int[][] segments;
    readonly double[] mean;
    readonly double[] components;

    // Half of the memory of doubles, with the same values: each spectrum has all of it read several times, and it is larger than a cache.
    readonly float[] basis;

    /// <param name="segments">First (included) and last (excluded) pixel of each segment in the caller's arrays, ascending.</param>
    /// <param name="mean">The mean of each pixel of the segments, one segment after another, of flux over its median in the segment, less
    /// one.</param>
    /// <param name="components">Orthonormal rows of as many numbers, orthogonal to the polynomials.</param>
    /// <param name="modelError">The relative error that is allowed to what the training set looks like.</param>
    public SpectrumSpace(int[][] segments, ReadOnlySpan<double> mean, ReadOnlySpan<double> components, double modelError)
    {
        // Doubles with the values of the file, so that a measure that was stored and read gives the same distances.
        (this.segments, this.mean, this.components, ModelError) = (segments, Rounded(mean), Rounded(components), (float)modelError);
        basis = [.. Polynomials(segments).Select(value => (float)value), .. this.components.Select(value => (float)value)];
    }

    /// <summary>See the constructor.</summary>
    public double ModelError { get; }

    public IReadOnlyList<int[]> Segments => segments;

    /// <summary>Pixels of all segments.</summary>
    public int Pixels => mean.Length;

    /// <summary>Principal components.</summary>
    public int Rank => components.Length / mean.Length;

    public ReadOnlySpan<double> Mean => mean;

    public ReadOnlySpan<double> Components => components;

    int Functions => basis.Length / mean.Length;

    /// <summary>
    /// The mean over the pixels of the squared deviation from the nearest spectrum of the space, in units of the variance of noise and model error
    /// together: about one or less for a spectrum of the kind. Infinite where there are too few pixels to tell.
    /// </summary>
    /// <param name="flux">Flux in any unit, as many numbers as the caller's arrays have.</param>
    /// <param name="sigma">Its one-sigma noise in the same unit; 0 or not finite where there are no data.</param>
    public double Misfit(ReadOnlySpan<float> flux, ReadOnlySpan<float> sigma)
    {
        double[] room = ArrayPool<double>.Shared.Rent(3 * Pixels);
        bool[] usable = ArrayPool<bool>.Shared.Rent(Pixels);
        Span<double> values = room.AsSpan(0, Pixels);
        Span<double> noise = room.AsSpan(Pixels, Pixels);
        int count = Normalise(segments, flux, sigma, values, noise, usable);
        double misfit = double.PositiveInfinity;
        if (count > 2 * Functions)
        {
            for (int p = 0; p < Pixels; p++)
            {
                values[p] = usable[p] ? values[p] - mean[p] : 0;
                noise[p] = (noise[p] * noise[p]) + (ModelError * ModelError);
            }

            // Twice: what stands out from the first fit has no part in the second.
            Span<double> rest = room.AsSpan(2 * Pixels, Pixels);
            NormalEquations equations = Equations(values, usable);
            double[] coefficients = equations.Solve();
            values.CopyTo(rest);
            Subtract(rest, coefficients);
            int[] standOut = StandOut(rest, noise, usable);
            if (standOut.Length > 0)
            {
                double[] better = Without(standOut, equations, values, usable).Solve();
                Subtract(rest, [.. better.Zip(coefficients, (now, before) => now - before)]);
            }

            double sum = 0;
            for (int p = 0; p < Pixels; p++)
            {
                sum += usable[p] ? Math.Min(rest[p] * rest[p] / noise[p], LargestDeviation) : 0;
            }

            misfit = sum / count;
        }

        ArrayPool<double>.Shared.Return(room);
        ArrayPool<bool>.Shared.Return(usable);
        return misfit;
    }

    void Subtract(Span<double> rest, ReadOnlySpan<double> coefficients)
    {
        for (int f = 0; f < Functions; f++)
        {
            DoubleVectors.AddScaled(rest, basis.AsSpan(f * Pixels, Pixels), -coefficients[f]);
        }
    }

    /// <summary>The pixels whose rest is far above their noise.</summary>
    int[] StandOut(ReadOnlySpan<double> rest, ReadOnlySpan<double> noise, ReadOnlySpan<bool> usable)
    {
        List<int> pixels = [];
        for (int p = 0; p < Pixels; p++)
        {
            if (usable[p] && rest[p] * rest[p] > LargestDeviation * noise[p])
            {
                pixels.Add(p);
            }
        }

        return [.. pixels];
    }

    /// <summary>A fit without some of its pixels: a few are taken out of it one by one, for many it is made anew.</summary>
    NormalEquations Without(int[] pixels, NormalEquations equations, ReadOnlySpan<double> values, ReadOnlySpan<bool> usable)
    {
        if (pixels.Length > Functions)
        {
            double[] kept = [.. values[..Pixels]];
            bool[] fitted = [.. usable[..Pixels]];
            foreach (int pixel in pixels)
            {
                (kept[pixel], fitted[pixel]) = (0, false);
            }

            return Equations(kept, fitted);
        }

        Span<double> sample = stackalloc double[Functions];
        foreach (int pixel in pixels)
        {
            for (int f = 0; f < sample.Length; f++)
            {
                sample[f] = basis[(f * Pixels) + pixel];
            }

            equations.TakeOut(sample, values[pixel]);
        }

        return equations;
    }

    /// <summary>Fills the pixels that are not usable with what the space says of the others.</summary>
    /// <param name="values">Deviations from the mean; 0 where not usable.</param>
    /// <param name="usable">Which pixels have data.</param>
    public void Complete(Span<double> values, ReadOnlySpan<bool> usable)
    {
        double[] coefficients = Equations(values, usable).Solve();
        for (int f = 0; f < Functions; f++)
        {
            ReadOnlySpan<float> function = basis.AsSpan(f * Pixels, Pixels);
            for (int p = 0; p < Pixels; p++)
            {
                values[p] += usable[p] ? 0 : coefficients[f] * function[p];
            }
        }
    }

    /// <summary>Divides each segment by its median and takes one off.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="flux">In any unit.</param>
    /// <param name="sigma">In the same.</param>
    /// <param name="values">Takes the pixels of the segments.</param>
    /// <param name="noise">Takes their noise.</param>
    /// <param name="usable">Takes which of them have data that tell anything.</param>
    /// <returns>How many are usable.</returns>
    public static int Normalise(
        int[][] segments, ReadOnlySpan<float> flux, ReadOnlySpan<float> sigma, Span<double> values, Span<double> noise, Span<bool> usable)
    {
        int next = 0;
        int total = 0;
        float[] sorted = ArrayPool<float>.Shared.Rent(segments.Max(segment => segment[1] - segment[0]));
        foreach (int[] segment in segments)
        {
            int length = segment[1] - segment[0];
            ReadOnlySpan<float> part = flux[segment[0]..segment[1]];
            ReadOnlySpan<float> errors = sigma[segment[0]..segment[1]];
            float largest = (float)(NoisiestPixel * Median(errors, errors, float.MaxValue, sorted).Median);
            (float level, int count) = Median(part, errors, largest, sorted);
            bool hasLight = level > 0 && count >= SmallestShare * length;
            for (int p = 0; p < length; p++, next++)
            {
                usable[next] = hasLight && IsUsable(part[p], errors[p], largest);
                values[next] = usable[next] ? (part[p] / (double)level) - 1 : 0;
                noise[next] = usable[next] ? errors[p] / (double)level : 0;
            }

            total += hasLight ? count : 0;
        }

        ArrayPool<float>.Shared.Return(sorted);
        return total;
    }

    /// <summary>Orthonormal polynomials, 0 outside of their segment: rows of as many numbers as all segments have pixels.</summary>
    public static double[] Polynomials(int[][] segments)
    {
        int pixels = segments.Sum(segment => segment[1] - segment[0]);
        double[] rows = new double[segments.Length * PolynomialsPerSegment * pixels];
        int first = 0;
        for (int s = 0; s < segments.Length; s++)
        {
            int length = segments[s][1] - segments[s][0];
            for (int degree = 0; degree < PolynomialsPerSegment; degree++)
            {
                Span<double> row = rows.AsSpan((((s * PolynomialsPerSegment) + degree) * pixels) + first, length);
                for (int p = 0; p < length; p++)
                {
                    row[p] = Math.Pow((2.0 * p / Math.Max(1, length - 1)) - 1, degree);
                }

                for (int lower = 0; lower < degree; lower++)
                {
                    ReadOnlySpan<double> other = rows.AsSpan((((s * PolynomialsPerSegment) + lower) * pixels) + first, length);
                    DoubleVectors.AddScaled(row, other, -DoubleVectors.Dot(row, other));
                }

                double norm = Math.Sqrt(DoubleVectors.Dot(row, row));
                for (int p = 0; p < length; p++)
                {
                    row[p] /= norm;
                }
            }

            first += length;
        }

        return rows;
    }

    static double[] Rounded(ReadOnlySpan<double> values)
    {
        double[] rounded = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            rounded[i] = (float)values[i];
        }

        return rounded;
    }

    static bool IsUsable(float flux, float sigma, float largest) => float.IsFinite(flux) && sigma > 0 && sigma <= largest && float.IsFinite(sigma);

    /// <summary>The median (the upper one of two) of the values that are usable.</summary>
    static (float Median, int Count) Median(ReadOnlySpan<float> values, ReadOnlySpan<float> errors, float largest, float[] sorted)
    {
        int count = 0;
        for (int p = 0; p < values.Length; p++)
        {
            if (IsUsable(values[p], errors[p], largest))
            {
                sorted[count++] = values[p];
            }
        }

        sorted.AsSpan(0, count).Sort();
        return (count == 0 ? 0 : sorted[count / 2], count);
    }

    /// <summary>The fit over the usable pixels. The products of the functions over all pixels are known (they are orthonormal), so only those over
    /// the fewer of the two kinds of pixels are summed.</summary>
    /// <param name="values">Deviations from the mean; 0 where not usable.</param>
    /// <param name="usable">Which pixels have data.</param>
    NormalEquations Equations(ReadOnlySpan<double> values, ReadOnlySpan<bool> usable)
    {
        int missing = usable[..Pixels].Count(false);
        bool sumsMissing = missing <= Pixels / 2;
        int columns = sumsMissing ? missing : Pixels - missing;
        double[] gathered = ArrayPool<double>.Shared.Rent(Math.Max(1, Functions * columns));
        int[] places = ArrayPool<int>.Shared.Rent(Math.Max(1, columns));
        int next = 0;
        for (int p = 0; p < Pixels; p++)
        {
            if (usable[p] != sumsMissing)
            {
                places[next++] = p;
            }
        }

        NormalEquations equations = new(Functions);
        for (int f = 0; f < Functions; f++)
        {
            // A function is in the cache when it has been multiplied.
            ReadOnlySpan<float> function = basis.AsSpan(f * Pixels, Pixels);
            equations.Right[f] = DoubleVectors.Dot(function, values);
            Span<double> row = gathered.AsSpan(f * columns, columns);
            for (int i = 0; i < columns; i++)
            {
                row[i] = function[places[i]];
            }

            for (int g = 0; g <= f; g++)
            {
                double product = DoubleVectors.Dot(row, gathered.AsSpan(g * columns, columns));
                equations.Products[(f * Functions) + g] = sumsMissing ? (f == g ? 1 - product : -product) : product;
            }
        }

        ArrayPool<int>.Shared.Return(places);
        ArrayPool<double>.Shared.Return(gathered);
        return equations;
    }
}
