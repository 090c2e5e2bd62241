using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Astra.Plugins.Cannon;

/// <summary>
/// Finds the labels of a spectrum: non-linear least squares by Levenberg and Marquardt (Marquardt 1963, J. SIAM 11, 431) with analytic derivatives,
/// from four starting points. Keeps scratch memory, so one object serves one thread.
/// </summary>
/// <remarks>
/// The model is linear in its terms v(x), and a residual is a sum of terms times rows: the constant coefficient less the flux (v = 1), then the other
/// coefficients. So chi-square is v'Gv, where G holds the rows' weighted inner products over all pixels (<see cref="WeightedGram"/>). G is computed
/// once; an iteration then costs a few multiplications of a T x T matrix instead of a pass over 7000 pixels.
/// Subtracting the flux from the constant row, rather than expanding f'f - 2f'm + m'm, keeps the numbers near chi-square and their difference exact.
/// </remarks>
sealed class LabelFitter
{
    /// <summary>The largest number of labels.</summary>
    public const int MostLabels = 32;

    /// <summary>
    /// How far outside of the training range of a label the fit may search, as a fraction of the range: beyond, a polynomial runs away from any star,
    /// and the search ends at the bound.
    /// </summary>
    public const double BoundMargin = 0.5;

    // A predicted decrease of chi-square by this much is a step of 1e-5 of a formal error.
    const double Rest = 1e-10;

    readonly CannonModel model;
    readonly int maxIterations;
    readonly PolynomialTerms polynomial;
    readonly int labels;
    readonly int terms;
    readonly WeightedGram gram;
    readonly double[] weight;
    readonly double[] products;
    readonly double[] v;
    readonly double[] gv;
    readonly double[] slope;
    readonly double[] curvature;
    readonly double[] fullCurvature;
    readonly double[] gradient;
    readonly double[] damped;
    readonly double[] step;
    readonly double[] trial;
    readonly double[] linear;
    readonly double[] linearRight;
    readonly double[] lowest;
    readonly double[] highest;
    readonly bool[] held;
    readonly double[][] starts;

    /// <summary>Prepares for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="maxIterations">The most steps to take from each starting point.</param>
    public LabelFitter(CannonModel model, int maxIterations)
    {
        this.model = model;
        this.maxIterations = maxIterations;
        polynomial = model.Terms;
        labels = model.Labels;
        terms = polynomial.Count;
        gram = new WeightedGram(terms, model.Stride);
        for (int t = 1; t < terms; t++)
        {
            model.Coefficients.AsSpan(t * model.Stride, model.Stride).CopyTo(gram.Row(t));
        }

        weight = new double[model.Stride];
        products = new double[polynomial.Products];
        v = new double[terms];
        gv = new double[gram.Stride];
        slope = new double[gram.Stride];
        curvature = new double[labels * labels];
        fullCurvature = new double[labels * labels];
        damped = new double[labels * labels];
        gradient = new double[labels];
        step = new double[labels];
        trial = new double[labels];
        linear = new double[(terms - 1) * (terms - 1)];
        linearRight = new double[terms - 1];
        held = new bool[labels];
        lowest = Bound(model.Training.Minimum, -BoundMargin);
        highest = Bound(model.Training.Maximum, BoundMargin);
        starts = [Offset(0), Offset(1), Offset(-1), new double[labels]];

        double[] Offset(double deviations)
        {
            double[] physical = [.. model.Training.Mean.Zip(model.Training.StandardDeviation, (mean, deviation) => mean + (deviations * deviation))];
            double[] scaled = new double[labels];
            model.ToScaled(physical, scaled);
            return scaled;
        }

        double[] Bound(double[] limit, double ranges)
        {
            double[] physical = [.. limit.Select((value, i) => value + (ranges * (model.Training.Maximum[i] - model.Training.Minimum[i])))];
            double[] scaled = new double[labels];
            model.ToScaled(physical, scaled);
            return scaled;
        }
    }

    /// <summary>Fits a spectrum.</summary>
    /// <param name="flux">Normalised flux in each of the model's pixels; finite.</param>
    /// <param name="variance">One-sigma error squared of that flux; infinite where the pixel is not to be used.</param>
    /// <returns>The best fit, or null where the pixels do not determine the labels.</returns>
    public LabelFit? Fit(ReadOnlySpan<double> flux, ReadOnlySpan<double> variance)
    {
        int used = 0;
        Span<double> residual = gram.Row(0);
        for (int p = 0; p < flux.Length; p++)
        {
            residual[p] = model.Coefficients[p] - flux[p];
            weight[p] = 1 / (variance[p] + model.Variance[p]);
            used += weight[p] > 0 ? 1 : 0;
        }

        if (used <= labels)
        {
            return null;
        }

        gram.Compute(weight, Vector512.IsHardwareAccelerated);
        Descent? best = null;
        int start = 0;
        for (int s = 0; s < starts.Length; s++)
        {
            // Ends in the same minimum differ by rounding; the first of them counts, whatever its last digits.
            if ((s < starts.Length - 1 || TryLinearEstimate()) && Descend(starts[s]) is Descent descent
                && (best is null || descent.ChiSquare < best.ChiSquare * (1 - 1e-9)))
            {
                best = descent;
                start = s;
            }
        }

        return best is null ? null : Describe(best, start, used);
    }

    /// <summary>Chi-square at scaled labels, from all products; leaves the terms in <see cref="v"/> and their image in <see cref="gv"/>.</summary>
    double ChiSquare(ReadOnlySpan<double> x)
    {
        polynomial.EvaluateProducts(x, products);
        polynomial.Gather(products, v);
        Array.Clear(gv);
        for (int t = 0; t < terms; t++)
        {
            AddRow(v[t], t, gv);
        }

        double sum = 0;
        for (int t = 0; t < terms; t++)
        {
            sum += v[t] * gv[t];
        }

        return sum;
    }

    /// <summary>Adds a multiple of a row of the products.</summary>
    void AddRow(double factor, int row, Span<double> sum)
    {
        Vector512<double> factors = Vector512.Create(factor);
        ref double source = ref gram.Values[row * gram.Stride];
        ref double target = ref MemoryMarshal.GetReference(sum);
        for (nuint t = 0; t < (nuint)sum.Length; t += WeightedGram.Lanes)
        {
            Vector512.FusedMultiplyAdd(factors, Vector512.LoadUnsafe(ref source, t), Vector512.LoadUnsafe(ref target, t)).StoreUnsafe(ref target, t);
        }
    }

    /// <summary>
    /// Half the gradient of chi-square, half its curvature without the model's second derivatives (Gauss and Newton) and half its full curvature (Newton),
    /// after <see cref="ChiSquare"/> at the same labels.
    /// </summary>
    void Differentiate()
    {
        for (int i = 0; i < labels; i++)
        {
            gradient[i] = Product(polynomial.Derivatives(i), gv);

            // The products of rows times the derivative of the terms.
            Array.Clear(slope);
            foreach (PolynomialTerms.SparseTerm part in polynomial.Derivatives(i))
            {
                AddRow(part.Number * products[part.Product], part.Term, slope);
            }

            for (int j = 0; j <= i; j++)
            {
                curvature[(i * labels) + j] = Product(polynomial.Derivatives(j), slope);
                fullCurvature[(i * labels) + j] = curvature[(i * labels) + j] + Product(polynomial.SecondDerivatives(i, j), gv);
            }
        }

        double Product(ReadOnlySpan<PolynomialTerms.SparseTerm> derivative, double[] with)
        {
            double sum = 0;
            foreach (PolynomialTerms.SparseTerm part in derivative)
            {
                sum += part.Number * products[part.Product] * with[part.Term];
            }

            return sum;
        }
    }

    /// <summary>Descends from a starting point; null where chi-square or its curvature gives no answer there.</summary>
    Descent? Descend(double[] from)
    {
        double[] x = [.. from];
        Confine(x);
        double chiSquare = ChiSquare(x);
        int evaluations = 1;
        double damping = 1e-3;
        for (int iteration = 0; iteration < maxIterations; iteration++)
        {
            Differentiate();
            Hold(x);
            if (!double.IsFinite(chiSquare) || !TryStep(curvature, 0))
            {
                return null;
            }

            // Far from a minimum the full curvature may point uphill; near one it converges at once, however badly the model fits.
            bool newton = TryStep(fullCurvature, 0);
            double decrease = 0;
            for (int i = 0; i < labels; i++)
            {
                decrease -= step[i] * gradient[i];
            }

            if (newton && decrease < Rest)
            {
                Advance(x, x);
                return new Descent(x, ChiSquare(x), iteration + 1, evaluations + 1, true);
            }

            double next;
            while (true)
            {
                TryStep(newton ? fullCurvature : curvature, damping);
                Advance(x, trial);
                next = ChiSquare(trial);
                evaluations++;
                if (next < chiSquare || damping > 1e12)
                {
                    break;
                }

                damping *= 10;
            }

            if (!(next < chiSquare))
            {
                // Not even a vanishing step leads down: what is left is rounding.
                return new Descent(x, ChiSquare(x), iteration + 1, evaluations, newton && decrease < 1e-6);
            }

            trial.CopyTo(x, 0);
            chiSquare = next;
            damping = Math.Max(damping / 10, 1e-12);
        }

        return new Descent(x, chiSquare, maxIterations, evaluations, false);
    }

    /// <summary>The step that minimises the local model of chi-square, damped in proportion to the curvature's diagonal.</summary>
    bool TryStep(double[] matrix, double damping)
    {
        matrix.CopyTo(damped, 0);
        for (int i = 0; i < labels; i++)
        {
            damped[(i * labels) + i] *= 1 + damping;
            step[i] = -gradient[i];
        }

        for (int i = 0; i < labels; i++)
        {
            if (held[i])
            {
                for (int j = 0; j < labels; j++)
                {
                    damped[(Math.Max(i, j) * labels) + Math.Min(i, j)] = i == j ? 1 : 0;
                }

                step[i] = 0;
            }
        }

        if (!CholeskyFactor.TryFactor(damped, labels))
        {
            return false;
        }

        CholeskyFactor.Solve(damped, labels, step);
        return true;
    }

    void Advance(ReadOnlySpan<double> x, Span<double> to)
    {
        for (int i = 0; i < labels; i++)
        {
            to[i] = x[i] + step[i];
        }

        Confine(to);
    }

    void Confine(Span<double> x)
    {
        for (int i = 0; i < labels; i++)
        {
            x[i] = Math.Max(lowest[i], Math.Min(x[i], highest[i]));
        }
    }

    /// <summary>A label at its bound stays there while chi-square falls outwards; the others move on without it.</summary>
    void Hold(ReadOnlySpan<double> x)
    {
        for (int i = 0; i < labels; i++)
        {
            held[i] = (x[i] <= lowest[i] && gradient[i] > 0) || (x[i] >= highest[i] && gradient[i] < 0);
        }
    }

    /// <summary>
    /// The last starting point: all terms but the constant fitted as if they were independent, of which the linear ones are the labels (as the public
    /// Cannon codes start). False where the pixels do not
    /// determine so many terms, or not every label has a linear one.
    /// </summary>
    bool TryLinearEstimate()
    {
        if (polynomial.Linear.Contains(-1))
        {
            return false;
        }

        int size = terms - 1;
        for (int t = 0; t < size; t++)
        {
            gram.Values.AsSpan(((t + 1) * gram.Stride) + 1, size).CopyTo(linear.AsSpan(t * size));
            linearRight[t] = -gram.Values[t + 1];
        }

        if (!CholeskyFactor.TryFactor(linear, size))
        {
            return false;
        }

        CholeskyFactor.Solve(linear, size, linearRight);
        for (int i = 0; i < labels; i++)
        {
            starts[^1][i] = linearRight[polynomial.Linear[i] - 1];
        }

        return true;
    }

    LabelFit? Describe(Descent descent, int start, int used)
    {
        ChiSquare(descent.X);
        Differentiate();
        if (!CholeskyFactor.TryFactor(curvature, labels))
        {
            return null;
        }

        double[] covariance = CholeskyFactor.Inverse(curvature, labels);
        for (int i = 0; i < labels; i++)
        {
            for (int j = 0; j < labels; j++)
            {
                covariance[(i * labels) + j] *= model.Settings.Scale[i] * model.Settings.Scale[j];
            }
        }

        double[] physical = new double[labels];
        model.ToPhysical(descent.X, physical);
        return new LabelFit
        {
            Labels = physical,
            AtBound = Enumerable.Range(0, labels).Any(i => descent.X[i] <= lowest[i] || descent.X[i] >= highest[i]),
            Covariance = covariance,
            ChiSquare = descent.ChiSquare,
            Pixels = used,
            Iterations = descent.Iterations,
            Evaluations = descent.Evaluations,
            Start = start,
            Converged = descent.Converged,
        };
    }

    sealed record Descent(double[] X, double ChiSquare, int Iterations, int Evaluations, bool Converged);
}
