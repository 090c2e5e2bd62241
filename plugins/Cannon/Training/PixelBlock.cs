using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Astra.Plugins.Cannon.Training;

/// <summary>
/// Trains up to 32 pixels side by side. A pixel's numbers stay in its own lane of the vectors from beginning to end, and its search goes its own way, so
/// that its outcome does not depend on its neighbours. Keeps scratch memory, so one object serves one thread.
/// </summary>
/// <remarks>
/// At an intrinsic variance s2 the weights are w = 1 / (sigma^2 + s2), the coefficients follow from weighted linear least squares, and the objective is
/// F = sum of r^2 w - ln w (Ness et al. 2015, ApJ 808, 16, equation 5, times -2). Since the coefficients minimise F, its derivative by s2 is
/// that at fixed coefficients, sum of w - r^2 w^2; the second derivative, sum of 2 r^2 w^3 - w^2, loses 2 b'A^-1 b with A = X'wX and b = X'(w^2 r)
/// because the coefficients follow.
/// </remarks>
sealed class PixelBlock
{
    /// <summary>The number of pixels.</summary>
    public const int Width = Groups * PixelSums.Lanes;

    const int Groups = 2;
    const int Lanes = PixelSums.Lanes;
    const int Vector = 8;
    const int Columns = TrainingDesign.Group;

    // So many stars of twelve products and of the weights stay in the first-level cache.
    const int Tile = 128;
    const int TileStride = Tile + 8;

    readonly TrainingDesign design;
    readonly PixelTrainingSettings settings;
    readonly PenalisedSolution? penalised;
    readonly (int I, int J)[] pairs;
    readonly int stars;
    readonly int padded;
    readonly double[] y;
    readonly double[] noise;
    readonly double[] weight;
    readonly double[] moment;
    readonly double[] products;
    readonly double[] matrixSums;
    readonly double[] rightSums;
    readonly double[] factor;
    readonly double[] coefficients;
    readonly double[] objective = new double[Width];
    readonly double[] slope = new double[Width];
    readonly double[] curvature = new double[Width];
    readonly double[] variance = new double[Width];
    readonly double[] penalty = new double[Width];
    readonly double[] correction = new double[Width];
    readonly bool[] solved = new bool[Width];
    readonly ScatterSearch[] searches = new ScatterSearch[Width];
    readonly ScatterSearch.Point[][] scratch = [.. Enumerable.Range(0, Width).Select(_ => ScatterSearch.Scratch())];
    readonly double[] matrix;
    readonly double[] right;
    readonly double[] solution;

    /// <summary>Memory for a design.</summary>
    public PixelBlock(TrainingDesign design, PixelTrainingSettings settings)
    {
        this.design = design;
        this.settings = settings;
        stars = design.Stars;
        padded = design.Stride;
        int terms = design.Count;
        pairs = [.. from i in Enumerable.Range(0, terms) from j in Enumerable.Range(0, i + 1) select (i, j)];
        int groups = (pairs.Length + Columns - 1) / Columns;
        y = new double[Groups * padded * Lanes];
        noise = new double[y.Length];
        weight = new double[y.Length];
        moment = new double[y.Length];
        products = new double[Columns * TileStride];
        matrixSums = new double[Groups * groups * Columns * Lanes];
        rightSums = new double[Groups * design.Groups * Columns * Lanes];
        factor = new double[terms * terms * Vector];
        coefficients = new double[Groups * terms * Lanes];
        matrix = new double[terms * terms];
        right = new double[terms];
        solution = new double[terms];
        penalised = settings.Regularization > 0 ? new PenalisedSolution(terms) : null;
    }

    /// <summary>Trains pixels.</summary>
    /// <param name="spectra">The spectra.</param>
    /// <param name="members">The stars of the design among those of the spectra.</param>
    /// <param name="pixels">At most <see cref="Width"/> pixels.</param>
    /// <param name="into">Receives the outcome.</param>
    public void Train(SpectrumMatrix spectra, ReadOnlySpan<int> members, ReadOnlySpan<int> pixels, TrainedPixels into)
    {
        Gather(spectra, members, pixels);
        Array.Clear(coefficients);
        for (int lane = 0; lane < pixels.Length; lane++)
        {
            Begin(lane, pixels[lane], into);
        }

        bool[] running = new bool[Width];
        while (true)
        {
            bool curved = false;
            bool any = false;
            for (int lane = 0; lane < Width; lane++)
            {
                running[lane] = lane < pixels.Length && !searches[lane].Done;
                any |= running[lane];
                curved |= running[lane] && searches[lane].NeedsCurvature;
                variance[lane] = running[lane] ? searches[lane].Variance : 1;
            }

            if (!any)
            {
                return;
            }

            for (int group = 0; group < Groups; group++)
            {
                if (running.AsSpan(group * Lanes, Lanes).Contains(true))
                {
                    Evaluate(group, curved);
                }
            }

            for (int lane = 0; lane < pixels.Length; lane++)
            {
                if (running[lane])
                {
                    Report(lane, pixels[lane], into);
                }
            }
        }
    }

    void Gather(SpectrumMatrix spectra, ReadOnlySpan<int> members, ReadOnlySpan<int> pixels)
    {
        for (int n = 0; n < padded; n++)
        {
            float[]? flux = n < stars ? spectra.Flux[members[n]] : null;
            float[]? sigma = n < stars ? spectra.Sigma[members[n]] : null;
            for (int lane = 0; lane < Width; lane++)
            {
                int at = (((lane / Lanes * padded) + n) * Lanes) + (lane % Lanes);
                bool used = flux is not null && lane < pixels.Length && sigma![pixels[lane]] < SpectrumMatrix.NoData;
                y[at] = used ? flux![pixels[lane]] : 0;
                noise[at] = used ? (double)sigma![pixels[lane]] * sigma[pixels[lane]] : double.PositiveInfinity;
            }
        }
    }

    void Begin(int lane, int pixel, TrainedPixels into)
    {
        int used = 0;
        double sum = 0;
        double squares = 0;
        double smallest = double.PositiveInfinity;
        for (int n = 0; n < stars; n++)
        {
            int at = (((lane / Lanes * padded) + n) * Lanes) + (lane % Lanes);
            if (double.IsFinite(noise[at]))
            {
                used++;
                sum += y[at];
                smallest = Math.Min(smallest, noise[at]);
            }
        }

        double mean = sum / Math.Max(1, used);
        for (int n = 0; n < stars; n++)
        {
            int at = (((lane / Lanes * padded) + n) * Lanes) + (lane % Lanes);
            squares += double.IsFinite(noise[at]) ? (y[at] - mean) * (y[at] - mean) : 0;
        }

        into.Stars[pixel] = used;
        into.Scatter[pixel] = double.PositiveInfinity;
        into.Objective[pixel] = double.NaN;
        if (used == 0 || used < settings.StarsPerTerm * design.Count)
        {
            searches[lane] = default;
            searches[lane].Stop();
            return;
        }

        double floor = settings.ScatterFloor * settings.ScatterFloor;
        searches[lane] = settings.GivenScatter is double[] given
            ? ScatterSearch.At(given[pixel] * given[pixel])
            : new ScatterSearch(floor, squares / used, scratch[lane]);
    }

    void Report(int lane, int pixel, TrainedPixels into)
    {
        double s2 = variance[lane];
        if (!solved[lane])
        {
            searches[lane].Stop();
            return;
        }

        // Derivatives by ln s2.
        double first = s2 * slope[lane];
        if (!searches[lane].Report(objective[lane], first, first + (s2 * s2 * curvature[lane])))
        {
            return;
        }

        int terms = design.Count;
        for (int t = 0; t < terms; t++)
        {
            solution[t] = coefficients[(((lane / Lanes * terms) + t) * Lanes) + (lane % Lanes)];
        }

        design.ToTerms(solution);
        for (int t = 0; t < terms; t++)
        {
            into.Coefficients[(design.Terms[t] * into.Pixels) + pixel] = solution[t];
        }

        into.Scatter[pixel] = Math.Sqrt(s2);
        into.Objective[pixel] = objective[lane];
    }

    /// <summary>Objective and derivatives of a group of pixels at <see cref="variance"/>.</summary>
    void Evaluate(int group, bool curved)
    {
        Weigh(group);
        AddProducts(group);
        AddColumns(group);
        for (int half = 0; half < Lanes; half += Vector)
        {
            Solve(group, half);
        }

        SumResiduals(group);
        if (curved)
        {
            // The weighted residuals were left in place of the moments.
            AddColumns(group);
        }

        for (int half = 0; half < Lanes; half += Vector)
        {
            Correct(group, half, curved);
        }
    }

    void Weigh(int group)
    {
        ref double ys = ref y[group * padded * Lanes];
        ref double noises = ref noise[group * padded * Lanes];
        ref double weights = ref weight[group * padded * Lanes];
        ref double moments = ref moment[group * padded * Lanes];
        Vector512<double> s0 = Vector512.LoadUnsafe(ref variance[group * Lanes]);
        Vector512<double> s1 = Vector512.LoadUnsafe(ref variance[(group * Lanes) + Vector]);
        for (nuint at = 0; at < (nuint)(padded * Lanes); at += Lanes)
        {
            Vector512<double> w0 = Vector512<double>.One / (Vector512.LoadUnsafe(ref noises, at) + s0);
            Vector512<double> w1 = Vector512<double>.One / (Vector512.LoadUnsafe(ref noises, at + Vector) + s1);
            w0.StoreUnsafe(ref weights, at);
            w1.StoreUnsafe(ref weights, at + Vector);
            (w0 * Vector512.LoadUnsafe(ref ys, at)).StoreUnsafe(ref moments, at);
            (w1 * Vector512.LoadUnsafe(ref ys, at + Vector)).StoreUnsafe(ref moments, at + Vector);
        }
    }

    /// <summary>The weighted inner products of the columns: a Gram matrix for each pixel.</summary>
    void AddProducts(int group)
    {
        int length = matrixSums.Length / Groups;
        Array.Clear(matrixSums, group * length, length);
        for (int start = 0; start < stars; start += Tile)
        {
            int count = Math.Min(Tile, stars - start);
            for (int first = 0; first < pairs.Length; first += Columns)
            {
                for (int k = 0; k < Columns; k++)
                {
                    (int i, int j) = first + k < pairs.Length ? pairs[first + k] : (0, 0);
                    Multiply(design.Columns.AsSpan((i * padded) + start, count), design.Columns.AsSpan((j * padded) + start, count), products.AsSpan(k * TileStride, count));
                }

                PixelSums.Add(
                    ref products[0],
                    TileStride,
                    ref weight[((group * padded) + start) * Lanes],
                    ref matrixSums[(group * length) + (first * Lanes)],
                    (nuint)count);
            }
        }
    }

    static void Multiply(ReadOnlySpan<double> one, ReadOnlySpan<double> two, Span<double> product)
    {
        int n = 0;
        for (; n <= product.Length - Vector; n += Vector)
        {
            (Vector512.Create(one[n..]) * Vector512.Create(two[n..])).CopyTo(product[n..]);
        }

        for (; n < product.Length; n++)
        {
            product[n] = one[n] * two[n];
        }
    }

    /// <summary>The inner products of the columns with <see cref="moment"/>.</summary>
    void AddColumns(int group)
    {
        int length = rightSums.Length / Groups;
        Array.Clear(rightSums, group * length, length);
        for (int start = 0; start < stars; start += Tile)
        {
            for (int columns = 0; columns < design.Groups; columns++)
            {
                PixelSums.Add(
                    ref design.Columns[(columns * Columns * padded) + start],
                    (nuint)padded,
                    ref moment[((group * padded) + start) * Lanes],
                    ref rightSums[(group * length) + (columns * Columns * Lanes)],
                    (nuint)Math.Min(Tile, stars - start));
            }
        }
    }

    /// <summary>The coefficients of eight pixels.</summary>
    void Solve(int group, int half)
    {
        if (penalised is not null)
        {
            for (int lane = half; lane < half + Vector; lane++)
            {
                SolvePenalised(group, lane);
            }

            return;
        }

        Vector512<double> regular = Factor(group, half);
        int terms = design.Count;
        ref double sums = ref rightSums[(group * (rightSums.Length / Groups)) + half];
        ref double x = ref coefficients[(group * terms * Lanes) + half];
        ref double c = ref factor[0];
        Forward(ref sums, ref x);
        for (int i = terms - 1; i >= 0; i--)
        {
            Vector512<double> sum = Vector512.LoadUnsafe(ref x, (nuint)(i * Lanes));
            for (int k = i + 1; k < terms; k++)
            {
                sum -= Vector512.LoadUnsafe(ref c, (nuint)(((k * terms) + i) * Vector)) * Vector512.LoadUnsafe(ref x, (nuint)(k * Lanes));
            }

            (sum / Vector512.LoadUnsafe(ref c, (nuint)(((i * terms) + i) * Vector))).StoreUnsafe(ref x, (nuint)(i * Lanes));
        }

        for (int lane = 0; lane < Vector; lane++)
        {
            solved[(group * Lanes) + half + lane] = regular[lane] != 0;
            penalty[(group * Lanes) + half + lane] = 0;
        }
    }

    /// <summary>Solves C x = b with the factor of eight pixels.</summary>
    void Forward(ref double b, ref double x)
    {
        int terms = design.Count;
        ref double c = ref factor[0];
        for (int i = 0; i < terms; i++)
        {
            Vector512<double> sum = Vector512.LoadUnsafe(ref b, (nuint)(i * Lanes));
            for (int k = 0; k < i; k++)
            {
                sum -= Vector512.LoadUnsafe(ref c, (nuint)(((i * terms) + k) * Vector)) * Vector512.LoadUnsafe(ref x, (nuint)(k * Lanes));
            }

            (sum / Vector512.LoadUnsafe(ref c, (nuint)(((i * terms) + i) * Vector))).StoreUnsafe(ref x, (nuint)(i * Lanes));
        }
    }

    /// <summary>Cholesky factors of eight pixels; a lane of zero where the matrix is singular (as <see cref="CholeskyFactor"/> judges).</summary>
    Vector512<double> Factor(int group, int half)
    {
        int terms = design.Count;
        ref double sums = ref matrixSums[(group * (matrixSums.Length / Groups)) + half];
        ref double c = ref factor[0];
        Vector512<double> regular = Vector512<double>.One;
        int pair = 0;
        for (int i = 0; i < terms; i++)
        {
            for (int j = 0; j <= i; j++, pair++)
            {
                Vector512<double> original = Vector512.LoadUnsafe(ref sums, (nuint)(pair * Lanes));
                Vector512<double> sum = original;
                for (int k = 0; k < j; k++)
                {
                    sum -= Vector512.LoadUnsafe(ref c, (nuint)(((i * terms) + k) * Vector)) * Vector512.LoadUnsafe(ref c, (nuint)(((j * terms) + k) * Vector));
                }

                if (j < i)
                {
                    sum /= Vector512.LoadUnsafe(ref c, (nuint)(((j * terms) + j) * Vector));
                }
                else
                {
                    Vector512<double> positive = Vector512.GreaterThan(sum, original * 1e-14);
                    regular = Vector512.ConditionalSelect(positive, regular, Vector512<double>.Zero);
                    sum = Vector512.Sqrt(Vector512.ConditionalSelect(positive, sum, Vector512<double>.One));
                }

                sum.StoreUnsafe(ref c, (nuint)(((i * terms) + j) * Vector));
            }
        }

        return regular;
    }

    void SolvePenalised(int group, int lane)
    {
        int terms = design.Count;
        CopySystem(group, lane);
        for (int t = 0; t < terms; t++)
        {
            solution[t] = coefficients[(((group * terms) + t) * Lanes) + lane];
        }

        int at = (group * Lanes) + lane;
        solved[at] = penalised!.TrySolve(matrix, right, settings.Regularization, solution);
        penalty[at] = 0;
        for (int t = 0; t < terms; t++)
        {
            coefficients[(((group * terms) + t) * Lanes) + lane] = solution[t];
            penalty[at] += t > 0 ? settings.Regularization * Math.Abs(solution[t]) : 0;
        }
    }

    void CopySystem(int group, int lane)
    {
        int terms = design.Count;
        int sums = group * (matrixSums.Length / Groups);
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            (int i, int j) = pairs[pair];
            matrix[(i * terms) + j] = matrix[(j * terms) + i] = matrixSums[sums + (pair * Lanes) + lane];
        }

        for (int t = 0; t < terms; t++)
        {
            right[t] = rightSums[(group * (rightSums.Length / Groups)) + (t * Lanes) + lane];
        }
    }

    /// <summary>Objective and derivatives at fixed coefficients; leaves w^2 r in <see cref="moment"/>.</summary>
    void SumResiduals(int group)
    {
        SumResiduals(group, 0);
        SumResiduals(group, Vector);
    }

    void SumResiduals(int group, int half)
    {
        int terms = design.Count;
        ref double ys = ref y[(group * padded * Lanes) + half];
        ref double weights = ref weight[(group * padded * Lanes) + half];
        ref double moments = ref moment[(group * padded * Lanes) + half];
        ref double x = ref coefficients[(group * terms * Lanes) + half];
        ref double columns = ref design.Columns[0];
        Vector512<double> chiSquare = Vector512<double>.Zero;
        Vector512<double> first = Vector512<double>.Zero;
        Vector512<double> second = Vector512<double>.Zero;
        Vector512<double> mantissa = Vector512<double>.One;
        Vector512<long> exponent = Vector512<long>.Zero;
        for (int n = 0; n < stars; n += 4)
        {
            nuint at = (nuint)(n * Lanes);
            Vector512<double> r0 = Vector512.LoadUnsafe(ref ys, at), r1 = Vector512.LoadUnsafe(ref ys, at + Lanes);
            Vector512<double> r2 = Vector512.LoadUnsafe(ref ys, at + (2 * Lanes)), r3 = Vector512.LoadUnsafe(ref ys, at + (3 * Lanes));
            nuint column = (nuint)n;
            for (int t = 0; t < terms; t++)
            {
                Vector512<double> minus = -Vector512.LoadUnsafe(ref x, (nuint)(t * Lanes));
                r0 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref columns, column)), minus, r0);
                r1 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref columns, column + 1)), minus, r1);
                r2 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref columns, column + 2)), minus, r2);
                r3 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref columns, column + 3)), minus, r3);
                column += (nuint)padded;
            }

            for (int k = 0; k < 4; k++, at += Lanes)
            {
                Vector512<double> r = k switch { 0 => r0, 1 => r1, 2 => r2, _ => r3 };
                Vector512<double> w = Vector512.LoadUnsafe(ref weights, at);
                Vector512<double> rw = r * w;
                Vector512<double> w2r = rw * w;
                w2r.StoreUnsafe(ref moments, at);
                chiSquare = Vector512.FusedMultiplyAdd(rw, r, chiSquare);
                first += w - (rw * rw);
                second += (rw * w2r * 2) - (w * w);
                mantissa *= Vector512.ConditionalSelect(Vector512.Equals(w, Vector512<double>.Zero), Vector512<double>.One, w);
            }

            // The logarithm of a product is cheaper than the sum of logarithms; its exponent is kept apart, lest it leave the range of numbers.
            Vector512<long> bits = mantissa.AsInt64();
            exponent += Vector512.ShiftRightLogical(bits, 52) - Vector512.Create(1023L);
            mantissa = ((bits & Vector512.Create(0x000FFFFFFFFFFFFFL)) | Vector512.Create(0x3FF0000000000000L)).AsDouble();
        }

        for (int lane = 0; lane < Vector; lane++)
        {
            int at = (group * Lanes) + half + lane;
            objective[at] = chiSquare[lane] - Math.Log(mantissa[lane]) - (exponent[lane] * Math.Log(2)) + penalty[at];
            slope[at] = first[lane];
            curvature[at] = second[lane];
        }
    }

    /// <summary>Takes off the second derivative what the coefficients gain by following the variance.</summary>
    void Correct(int group, int half, bool curved)
    {
        if (!curved)
        {
            return;
        }

        if (penalised is null)
        {
            // The factor in memory is that of the second half; the first half's is made again, which costs little.
            Factor(group, half);
            ref double sums = ref rightSums[(group * (rightSums.Length / Groups)) + half];
            Forward(ref sums, ref sums);
            Vector512<double> form = Vector512<double>.Zero;
            for (int t = 0; t < design.Count; t++)
            {
                Vector512<double> value = Vector512.LoadUnsafe(ref sums, (nuint)(t * Lanes));
                form = Vector512.FusedMultiplyAdd(value, value, form);
            }

            form.StoreUnsafe(ref correction[(group * Lanes) + half]);
        }
        else
        {
            for (int lane = half; lane < half + Vector; lane++)
            {
                correction[(group * Lanes) + lane] = CorrectPenalised(group, lane);
            }
        }

        for (int at = (group * Lanes) + half; at < (group * Lanes) + half + Vector; at++)
        {
            curvature[at] -= 2 * correction[at];
        }
    }

    double CorrectPenalised(int group, int lane)
    {
        if (!solved[(group * Lanes) + lane])
        {
            return 0;
        }

        int terms = design.Count;
        CopySystem(group, lane);
        for (int t = 0; t < terms; t++)
        {
            solution[t] = coefficients[(((group * terms) + t) * Lanes) + lane];
        }

        return penalised!.TryFactor(matrix, solution) ? penalised.QuadraticForm(right) : 0;
    }
}
